import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'
import { TRANSFERS, type Transfer, type UnitRef } from './unit.ts'

/**
 * Accepts what is offered, as the receiver.
 *
 * @param isReturn what the receiver takes it for: the contract refuses where the offer was exchanged for the other kind
 * @throws RefusedError
 */
export const acceptTransfer = (
  contracts: Contracts,
  unit: UnitRef,
  transfer: Transfer,
  isReturn = false,
): Promise<ContractTransactionReceipt> =>
  send(contracts.drugProvenance.accept(unit, TRANSFERS.indexOf(transfer), isReturn))
