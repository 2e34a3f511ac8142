import { hashCanonicalJson } from '../../crypto/canonicalJson.ts'
import type { ColdChainProfile } from '../coldChain/profile.ts'
import { coldChainLimits } from '../coldChain/summary.ts'

/** A profile as the contract takes it: the hash of the document, and the limits that the contract can judge by itself. */
export const chainProfile = (profile: ColdChainProfile) => ({
  document: hashCanonicalJson(profile),
  ...coldChainLimits(profile),
})
