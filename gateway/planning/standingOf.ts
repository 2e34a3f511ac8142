import type { PolicyStanding } from '../../sdk/gateway/planningCalls.ts'
import { readPolicy } from '../../sdk/planning/readPolicy.ts'
import type { GatewayContext } from '../context.ts'
import { requirePolicy } from './keepPolicy.ts'

/** What a policy stands at. @throws RefusedError PLAN_NOT_FOUND, PLAN_REFUSED */
export async function standingOf(context: GatewayContext, policyId: string): Promise<PolicyStanding> {
  const { contracts, planning } = context
  const { file } = requirePolicy(context, policyId)
  const { position } = await readPolicy(contracts, policyId)
  const newest = position === null ? undefined : planning.findPosition(policyId, position)
  return {
    policyId,
    document: file.document,
    history: newest?.history ?? planning.historyOf(policyId) ?? null,
    position: newest?.position ?? null,
    forecast: planning.forecastOf(policyId) ?? null,
    batchIds: planning.batchesOf(policyId).map(({ head }) => head.batchId),
  }
}
