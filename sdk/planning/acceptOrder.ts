import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'
import type { OrderDecision } from './order.ts'

/** Accepts an order, as its supplier, before it lapses. @throws RefusedError */
export const acceptOrder = (
  { replenishmentPlanner }: Contracts,
  decision: OrderDecision,
): Promise<ContractTransactionReceipt> => send(replenishmentPlanner.accept(decision))
