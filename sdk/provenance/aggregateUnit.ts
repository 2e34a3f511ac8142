import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'
import type { UnitRef } from './unit.ts'

/** Makes the parts of a disaggregated unit one again, as the custodian of all of them. @throws RefusedError */
export const aggregateUnit = (contracts: Contracts, unit: UnitRef): Promise<ContractTransactionReceipt> =>
  send(contracts.drugProvenance.aggregate(unit))
