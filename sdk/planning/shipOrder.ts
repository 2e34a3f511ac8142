import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'
import { indicesOf, type UnitRef } from '../provenance/unit.ts'
import type { OrderDecision } from './order.ts'

/** Names the units, 1 to 64, that fill an accepted order, as its supplier, which has offered their ownership to the site. @throws RefusedError */
export const shipOrder = (
  { replenishmentPlanner }: Contracts,
  decision: OrderDecision,
  units: readonly UnitRef[],
): Promise<ContractTransactionReceipt> => send(replenishmentPlanner.ship(decision, inOrder(units)))

/** By batch and first pack, as the contract wants them. */
const inOrder = (units: readonly UnitRef[]): UnitRef[] =>
  [...units].sort((one, other) => {
    if (one.batchId !== other.batchId) return BigInt(one.batchId) < BigInt(other.batchId) ? -1 : 1
    return indicesOf(one).from - indicesOf(other).from
  })
