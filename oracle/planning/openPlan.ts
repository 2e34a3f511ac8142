import type { Contracts } from '../../sdk/chain/contracts.ts'
import { IntegrityError } from '../../sdk/errors/index.ts'
import type { PlanningClient } from '../../sdk/gateway/planningCalls.ts'
import { signPlanRequest } from '../../sdk/gateway/planRequest.ts'
import { checkOpening } from '../../sdk/planning/checkOpening.ts'
import type { PlanOpening } from '../../sdk/planning/planOpening.ts'
import { policyIdOf } from '../../sdk/planning/policy.ts'
import type { PolicyState } from '../../sdk/planning/readPolicy.ts'
import type { OracleSigner } from '../keys/oracleSigner.ts'
import type { KeyDeadline } from '../requests/keyDeadlines.ts'

/** What a node asks of a site's gateway. */
export type PlanGateway = Pick<PlanningClient, 'planOpening' | 'deliverForecast' | 'deliverOrder'>

export interface PlanOpener {
  readonly contracts: Contracts
  readonly signer: OracleSigner
  /** At least one: the policies of different organisations are with different gateways. */
  readonly gateways: readonly PlanGateway[]
  readonly keyDeadline: KeyDeadline
}

/**
 * What stands behind the position that a policy has now, held against the chain, from the first gateway that gives it.
 * @throws IntegrityError where a gateway gave something else; else what the last gateway failed with
 */
export async function openPlan(
  { contracts, signer, gateways, keyDeadline }: PlanOpener,
  { policyId, position }: { readonly policyId: string; readonly position: string },
  state: PolicyState,
  signal: AbortSignal,
): Promise<PlanOpening> {
  let failure: unknown
  for (const gateway of gateways) {
    try {
      const deadline = await keyDeadline()
      const request = await signPlanRequest(contracts, signer, { policyId, position, deadline })
      const opening = await gateway.planOpening(request, { signal })
      requirePolicy(opening, policyId)
      await checkOpening(contracts, opening, state)
      return opening
    } catch (error) {
      if (signal.aborted) throw error
      // That one lied says more than that another has nothing.
      if (!(failure instanceof IntegrityError)) failure = error
    }
  }
  throw failure
}

function requirePolicy({ file }: PlanOpening, policyId: string): void {
  if (policyIdOf(file) === policyId) return
  throw new IntegrityError(
    'COMMITMENT_MISMATCH',
    `A gateway gives another policy than ${policyId}, or not what the chain holds a commitment to.`,
  )
}
