import type { Terms } from '../../consent/terms.ts'

export interface GrantAct {
  readonly act: 'grant'
  readonly grantee: string
  readonly terms: Terms
}

export interface DenyAct {
  readonly act: 'deny'
  readonly grantee: string
}

export interface OptOutAct {
  readonly act: 'opt-out'
}

/** Acts that are needed where the chain holds something else already. */
export interface RevokeAct {
  readonly act: 'revoke'
  readonly grantee: string
}

/** Ends a denial and permits nothing: a revocation leaves a denial as it is. */
export interface LiftDenialAct {
  readonly act: 'lift-denial'
  readonly grantee: string
}

export interface OptInAct {
  readonly act: 'opt-in'
}

export type PlannedAct = GrantAct | DenyAct | OptOutAct
export type ConsentAct = PlannedAct | RevokeAct | LiftDenialAct | OptInAct

/** What a patient of whom the chain knows nothing does, to have the chain hold a consent. One act per grantee. */
export interface ConsentPlan {
  readonly chainId: bigint
  readonly patient: string
  readonly acts: readonly PlannedAct[]
}

/** What the chain holds as the end of a permit without an end: the last second it can count, in the year 36812. */
export const LAST_SECOND = 2 ** 40 - 1
