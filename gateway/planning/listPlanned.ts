import type { PlannedOrder } from '../../sdk/gateway/planningCalls.ts'
import { listOrders } from '../../sdk/planning/listOrders.ts'
import type { GatewayContext } from '../context.ts'
import { requirePolicy } from './keepPolicy.ts'

/** The orders under a policy, with what was ordered as far as a node has handed it in. @throws RefusedError PLAN_NOT_FOUND */
export async function listPlanned(context: GatewayContext, policyId: string): Promise<PlannedOrder[]> {
  const { contracts, planning, deeds } = context
  requirePolicy(context, policyId)
  const orders = await listOrders(contracts, { policyId })
  return orders.map(({ orderId, supplier, status, decision }) => {
    const document = planning.findOrder(orderId)?.document ?? null
    return { orderId, supplier, status, decision, document, waits: deeds.waits(orderId) }
  })
}
