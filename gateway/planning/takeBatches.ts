import { InvalidInputError, RefusedError } from '../../sdk/errors/index.ts'
import { checkProvenBatch, type ProvenBatch } from '../../sdk/planning/batchOfProduct.ts'
import { listOrders } from '../../sdk/planning/listOrders.ts'
import { MAXIMUM_BATCHES } from '../../sdk/planning/position.ts'
import type { Caller } from '../access/caller.ts'
import type { GatewayContext } from '../context.ts'
import { requirePolicy } from './keepPolicy.ts'
import { orderFor } from './orderFor.ts'

/**
 * Takes in which batches are of a policy's product: each shown by one pack of it, which is held against the chain.
 * @returns how many the policy has now
 * @throws RefusedError PLAN_NOT_FOUND, and what a proof that fails is refused with; InvalidInputError INPUT_TOO_LARGE
 */
export async function takeBatches(
  context: GatewayContext,
  policyId: string,
  batches: readonly ProvenBatch[],
): Promise<number> {
  const { contracts, planning } = context
  const { file } = requirePolicy(context, policyId)
  const known = new Set(planning.batchesOf(policyId).map(({ head }) => head.batchId))
  const unknown = new Map(batches.map((batch) => [batch.head.batchId, batch]))
  for (const batchId of known) unknown.delete(batchId)
  const count = known.size + unknown.size
  if (count > MAXIMUM_BATCHES) {
    throw new InvalidInputError(
      'INPUT_TOO_LARGE',
      `A policy has ${MAXIMUM_BATCHES} batches at most: set a new one for those to come.`,
    )
  }
  for (const batch of unknown.values()) await checkProvenBatch(contracts, file.document.gtin, batch)
  planning.addBatches(policyId, [...unknown.values()])
  return count
}

/**
 * The same from the supplier of an order: of batches that it shipped units of, and of no others.
 * @throws as {@link takeBatches}; RefusedError ORDER_REFUSED
 */
export async function takeShippedBatches(
  context: GatewayContext,
  caller: Caller,
  orderId: string,
  batches: readonly ProvenBatch[],
): Promise<{ readonly policyId: string; readonly batches: number }> {
  const { decision } = await orderFor(context, caller, orderId)
  const { policyId } = decision
  const orders = await listOrders(context.contracts, { policyId })
  const shipped = orders.find((order) => order.orderId === orderId)?.units ?? []
  const ids = new Set(shipped.map(({ batchId }) => batchId))
  if (batches.every(({ head }) => ids.has(head.batchId))) {
    return { policyId, batches: await takeBatches(context, policyId, batches) }
  }
  throw new RefusedError('ORDER_REFUSED', 'Nothing of such a batch was shipped under the order.')
}
