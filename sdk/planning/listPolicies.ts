import type { Contracts } from '../chain/contracts.ts'
import { impossible, plannerEvents } from './plannerEvents.ts'
import { type PolicyTerms, policyIdFrom } from './policy.ts'
import { termsOnChain } from './readPolicy.ts'

interface Mined {
  readonly blockNumber: number
  readonly transactionHash: string
}

/** A policy as it was set. */
export interface ListedPolicy extends Mined {
  readonly policyId: string
  readonly organisation: string
  readonly supplier: string
  readonly commitment: string
  readonly terms: PolicyTerms
}

export interface PolicyFilter {
  readonly policyId?: string
  readonly organisation?: string
  readonly supplier?: string
}

/** The policies of a site, or with a supplier, or the one of this id, in the order in which they were set. */
export async function listPolicies(
  contracts: Contracts,
  { policyId, organisation, supplier }: PolicyFilter = {},
): Promise<ListedPolicy[]> {
  const { replenishmentPlanner } = contracts
  const filter = replenishmentPlanner.filters.PolicySet(policyId, organisation, supplier)
  const events = await plannerEvents(contracts, (from, to) =>
    replenishmentPlanner.queryFilter(filter, from, to),
  )
  return events.map(({ args, blockNumber, transactionHash }) => {
    const policy = {
      policyId: args.policyId,
      organisation: args.organisation,
      supplier: args.supplier,
      commitment: args.commitment,
      terms: termsOnChain(args.terms),
    }
    const isAsked =
      (policyId ?? policy.policyId) === policy.policyId &&
      (organisation ?? policy.organisation) === policy.organisation &&
      (supplier ?? policy.supplier) === policy.terms.supplier
    if (!isAsked || !isItsId(contracts, policy)) throw impossible()
    return { ...policy, blockNumber, transactionHash }
  })
}

const isItsId = ({ chainId, deployment }: Contracts, policy: Omit<ListedPolicy, keyof Mined>): boolean =>
  policyIdFrom({ ...policy, chainId, contract: deployment.contracts.replenishmentPlanner }) ===
  policy.policyId
