import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'
import type { OrderDecision } from './order.ts'

/** Cancels an order that is not received, also one that was accepted or shipped, as the site. @throws RefusedError */
export const cancelOrder = (
  { replenishmentPlanner }: Contracts,
  decision: OrderDecision,
): Promise<ContractTransactionReceipt> => send(replenishmentPlanner.cancel(decision))
