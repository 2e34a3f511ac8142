import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'
import type { OrderDecision } from './order.ts'

/** Refuses an order, or gives up one that was accepted or shipped, as its supplier. @throws RefusedError */
export const rejectOrder = (
  { replenishmentPlanner }: Contracts,
  decision: OrderDecision,
): Promise<ContractTransactionReceipt> => send(replenishmentPlanner.reject(decision))
