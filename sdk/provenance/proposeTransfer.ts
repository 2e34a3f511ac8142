import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'
import { TRANSFERS, type Transfer, type UnitRef } from './unit.ts'

/** What is offered to whom. */
export interface TransferTerms {
  /** Organisation. */
  readonly receiver: string
  /** First second since 1970 at which it cannot be accepted any more. */
  readonly expiresAt: number
  readonly transfer: Transfer
  /** Whether it goes back: allowed under a recall and a quarantine. */
  readonly isReturn: boolean
}

/** Offers a unit to an organisation, as who keeps it, owns it, or both. @throws RefusedError */
export const proposeTransfer = (
  contracts: Contracts,
  unit: UnitRef,
  terms: TransferTerms,
): Promise<ContractTransactionReceipt> =>
  send(contracts.drugProvenance.propose(unit, { ...terms, transfer: TRANSFERS.indexOf(terms.transfer) }))
