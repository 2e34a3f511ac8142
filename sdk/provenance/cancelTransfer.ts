import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'
import { TRANSFERS, type Transfer, type UnitRef } from './unit.ts'

/** Withdraws an offer, as who may make it. @throws RefusedError */
export const cancelTransfer = (
  contracts: Contracts,
  unit: UnitRef,
  transfer: Transfer,
): Promise<ContractTransactionReceipt> =>
  send(contracts.drugProvenance.cancel(unit, TRANSFERS.indexOf(transfer)))
