import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'
import type { UnitRef } from './unit.ts'

/** Makes the parts of a lower level the units, as the custodian. @throws RefusedError */
export const disaggregateUnit = (
  contracts: Contracts,
  unit: UnitRef,
  childLevel: number,
): Promise<ContractTransactionReceipt> => send(contracts.drugProvenance.disaggregate(unit, childLevel))
