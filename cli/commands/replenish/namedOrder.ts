import type { Contracts } from '../../../sdk/chain/contracts.ts'
import { read } from '../../../sdk/chain/send.ts'
import { RefusedError } from '../../../sdk/errors/index.ts'
import { type ListedOrder, listOrders } from '../../../sdk/planning/listOrders.ts'
import { parseId } from './ids.ts'

/** The order that a person named by its id. @throws InvalidInputError USAGE_INVALID; RefusedError ORDER_REFUSED */
export async function namedOrder(contracts: Contracts, text: string): Promise<ListedOrder> {
  const { replenishmentPlanner, deployment } = contracts
  const orderId = parseId('order', text)
  const filter = replenishmentPlanner.filters.OrderDecided(orderId)
  const [event] = await read(replenishmentPlanner.queryFilter(filter, deployment.block))
  const listed = event ? await listOrders(contracts, { policyId: event.args.policyId }) : []
  const order = listed.find((one) => one.orderId === orderId)
  if (order) return order
  throw new RefusedError('ORDER_REFUSED', 'The chain holds no such order.')
}
