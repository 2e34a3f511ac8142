import { latestHeader } from '../../sdk/chain/latestBlock.ts'
import { RefusedError } from '../../sdk/errors/index.ts'
import { type SignedPlanRequest, verifyPlanRequest } from '../../sdk/gateway/planRequest.ts'
import type { PlanOpening } from '../../sdk/planning/planOpening.ts'
import { readPolicy } from '../../sdk/planning/readPolicy.ts'
import type { GatewayContext } from '../context.ts'
import { requireSigner } from '../inference/requireSigner.ts'
import { requireTimely } from '../records/release.ts'
import { openingOf } from './openingOf.ts'

/**
 * Gives a node of the committee what stands behind the position that a policy has now, unless a person holds the policy: the
 * policy with its secret, stock, demand, batches and the orders that are open. A request is good for one answer: whoever overhears it gets
 * nothing by it.
 *
 * @throws RefusedError SIGNATURE_INVALID, SIGNATURE_EXPIRED, NOT_ACCREDITED, PLAN_NOT_FOUND, PLAN_REFUSED, REPLAYED
 */
export async function releaseOpening(
  context: GatewayContext,
  request: SignedPlanRequest,
): Promise<PlanOpening> {
  const { contracts, planning } = context
  const { node, digest } = verifyPlanRequest(contracts, request)
  const { number, timestamp } = await latestHeader(contracts)
  requireTimely(timestamp, request.deadline)
  await requireSigner(context, node, number)
  const { policyId } = request
  const kept = planning.findPolicy(policyId)
  const found = kept && planning.findPosition(policyId, request.position)
  if (!kept || !found) {
    throw new RefusedError('PLAN_NOT_FOUND', 'This gateway keeps no such policy, or no such position of it.')
  }
  const state = await readPolicy(contracts, policyId)
  if (state.isHeld || state.position !== request.position) {
    throw new RefusedError(
      'PLAN_REFUSED',
      'A person holds the policy, or its newest position is another one.',
    )
  }
  if (!planning.useRequest(digest, request.deadline, timestamp)) {
    throw new RefusedError('REPLAYED', 'This signed request was used before. Sign a new one.')
  }
  return openingOf(context, kept, found)
}
