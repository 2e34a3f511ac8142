import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'
import type { OrderDecision } from './order.ts'

/**
 * Confirms an order that waits for a person, before it lapses, as another account of the site than the one that recorded the newest
 * position.
 * @throws RefusedError
 */
export const confirmOrder = (
  { replenishmentPlanner }: Contracts,
  decision: OrderDecision,
): Promise<ContractTransactionReceipt> => send(replenishmentPlanner.confirm(decision))
