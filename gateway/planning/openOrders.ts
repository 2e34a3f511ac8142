import { RefusedError } from '../../sdk/errors/index.ts'
import { listOrders } from '../../sdk/planning/listOrders.ts'
import type { OpenedOrder } from '../../sdk/planning/order.ts'
import { MAXIMUM_ORDERS } from '../../sdk/planning/position.ts'
import type { BlockTime } from '../../sdk/planning/stock/batchAtBlock.ts'
import { isOpen } from '../../sdk/planning/stock/ordersToCome.ts'
import type { GatewayContext } from '../context.ts'

/**
 * The opened orders of a policy that were open at one of these blocks: what a stock position is computed from, and nothing of
 * orders long closed. An open one that nobody has opened here is left out, and is refused where the position is computed.
 * @param most of them
 * @throws RefusedError PLAN_REFUSED where they are more; UnavailableError
 */
export async function openOrders(
  { contracts, planning }: Pick<GatewayContext, 'contracts' | 'planning'>,
  policyId: string,
  blocks: readonly BlockTime[],
  most = MAXIMUM_ORDERS,
): Promise<OpenedOrder[]> {
  const open = new Set<string>()
  for (const block of blocks) {
    const orders = await listOrders(contracts, { policyId }, block)
    for (const order of orders.filter(isOpen)) open.add(order.orderId)
  }
  if (open.size > most) {
    throw new RefusedError(
      'PLAN_REFUSED',
      `Over ${most} orders of the policy ${policyId} are open: cancel those that will not come (salus replenish cancel), then record a new position.`,
    )
  }
  return [...open].flatMap((orderId) => planning.findOrder(orderId) ?? [])
}
