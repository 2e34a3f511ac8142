import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'
import { TRANSFERS, type Transfer, type UnitRef } from './unit.ts'

/** Accepts what is offered, as the receiver. @throws RefusedError */
export const acceptTransfer = (
  contracts: Contracts,
  unit: UnitRef,
  transfer: Transfer,
): Promise<ContractTransactionReceipt> =>
  send(contracts.drugProvenance.accept(unit, TRANSFERS.indexOf(transfer)))
