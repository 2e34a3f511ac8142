import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'
import type { UnitRef } from '../provenance/unit.ts'
import type { OrderDecision } from './order.ts'

/** Closes an order whose units the site owns, also where it was refused or cancelled after they were shipped. Anyone may. @throws RefusedError */
export const receiveOrder = (
  { replenishmentPlanner }: Contracts,
  decision: OrderDecision,
  units: readonly UnitRef[],
): Promise<ContractTransactionReceipt> => send(replenishmentPlanner.receiveOrder(decision, [...units]))
