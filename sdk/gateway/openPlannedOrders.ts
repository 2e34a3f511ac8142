import type { Contracts } from '../chain/contracts.ts'
import { RefusedError } from '../errors/index.ts'
import { type OpenedOrder, requireOpened } from '../planning/order.ts'
import type { CallOptions } from './call.ts'
import type { PlanningClient } from './planningCalls.ts'

/**
 * What a site's gateway opens of these orders to who has signed in, each held against the commitment on the chain, by order id.
 * What the gateway refuses is left out: another site's, or one that it cannot open yet.
 * @throws IntegrityError COMMITMENT_MISMATCH; RefusedError NOT_AUTHORISED; UnavailableError
 */
export async function openPlannedOrders(
  contracts: Contracts,
  client: Pick<PlanningClient, 'plannedOrder'>,
  orderIds: readonly string[],
  options?: CallOptions,
): Promise<Map<string, OpenedOrder>> {
  const opened = new Map<string, OpenedOrder>()
  for (const orderId of orderIds) {
    try {
      const one = await client.plannedOrder(orderId, options)
      opened.set(requireOpened(contracts, one), one)
    } catch (error) {
      // A session that is over is no answer about an order.
      if (!(error instanceof RefusedError) || error.code === 'NOT_AUTHORISED') throw error
    }
  }
  return opened
}
