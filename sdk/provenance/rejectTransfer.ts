import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'
import { TRANSFERS, type Transfer, type UnitRef } from './unit.ts'

/** Refuses what is offered, as the receiver. @throws RefusedError */
export const rejectTransfer = (
  contracts: Contracts,
  unit: UnitRef,
  transfer: Transfer,
): Promise<ContractTransactionReceipt> =>
  send(contracts.drugProvenance.reject(unit, TRANSFERS.indexOf(transfer)))
