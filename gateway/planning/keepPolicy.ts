import { RefusedError } from '../../sdk/errors/index.ts'
import { type PolicyFile, policyIdOf } from '../../sdk/planning/policy.ts'
import { readPolicy } from '../../sdk/planning/readPolicy.ts'
import { setPolicy } from '../../sdk/planning/setPolicy.ts'
import type { GatewayContext } from '../context.ts'
import type { KeptPolicy } from './planningStore.ts'

export interface SetPolicy {
  readonly policyId: string
  /** Null where the chain had it. */
  readonly transactionHash: string | null
}

/**
 * Takes in a policy of this gateway's organisation, and sets it on the chain unless it is there. The same again changes nothing.
 * @throws RefusedError PLAN_REFUSED; UnavailableError
 */
export async function keepPolicy(context: GatewayContext, file: PolicyFile): Promise<SetPolicy> {
  const { contracts, custodianOrg, planning } = context
  const { chainId, contract, organisation } = file.document
  if (
    BigInt(chainId) !== contracts.chainId ||
    contract !== contracts.deployment.contracts.replenishmentPlanner
  ) {
    throw new RefusedError('PLAN_REFUSED', 'The policy is for another chain or another contract.')
  }
  if (organisation !== custodianOrg) {
    throw new RefusedError(
      'PLAN_REFUSED',
      'The policy is that of another organisation. Hand it in at the gateway of the one that orders.',
    )
  }
  const policyId = policyIdOf(file)
  const transactionHash = await context.transactions(async () => {
    if (await isSet(context, policyId)) return null
    return (await setPolicy(contracts, file)).hash
  })
  planning.addPolicy(policyId, file)
  return { policyId, transactionHash }
}

async function isSet({ contracts }: GatewayContext, policyId: string): Promise<boolean> {
  try {
    await readPolicy(contracts, policyId)
    return true
  } catch (error) {
    if (error instanceof RefusedError && error.code === 'PLAN_REFUSED') return false
    throw error
  }
}

/** A policy of the organisation. @throws RefusedError PLAN_NOT_FOUND */
export function requirePolicy({ planning }: Pick<GatewayContext, 'planning'>, policyId: string): KeptPolicy {
  const kept = planning.findPolicy(policyId)
  if (kept) return kept
  throw new RefusedError('PLAN_NOT_FOUND', `This gateway keeps no policy ${policyId}.`)
}
