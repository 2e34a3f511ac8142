import { latestHeader } from '../../sdk/chain/latestBlock.ts'
import type { PlanOpening } from '../../sdk/planning/planOpening.ts'
import { blockTimeOf } from '../../sdk/planning/stock/blockTimeOf.ts'
import type { GatewayContext } from '../context.ts'
import { openOrders } from './openOrders.ts'
import type { KeptPolicy, KeptPosition } from './planningStore.ts'

/** All that stands behind a recorded position. @throws RefusedError PLAN_REFUSED; UnavailableError */
export async function openingOf(
  context: GatewayContext,
  { policyId, file }: KeptPolicy,
  { position, history }: KeptPosition,
): Promise<PlanOpening> {
  const { contracts, planning } = context
  const blocks = [await blockTimeOf(contracts, position.block), await latestHeader(contracts)]
  const orders = await openOrders(context, policyId, blocks)
  return { file, position, history, batches: planning.batchesOf(policyId), orders }
}
