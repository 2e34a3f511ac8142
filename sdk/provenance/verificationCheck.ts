/** What is checked of an answer, in this order. */
export const VERIFICATION_CHECKS = [
  'answer',
  'evidence',
  'deployment',
  'identity',
  'pack',
  'block',
  'batch',
  'expiry',
  'state',
  'verdict',
  'present',
] as const
export type VerificationCheckName = (typeof VERIFICATION_CHECKS)[number]

/** One claim of an answer, and whether the chain bears it out. */
export interface VerificationCheck {
  readonly name: VerificationCheckName
  readonly ok: boolean
  /** What was found, for a person. Names no serial number. */
  readonly detail: string
}

type Check = (isOk: boolean, good: string, bad: string) => VerificationCheck

/** A claim of this name, and what to say of it. */
export const check =
  (name: VerificationCheckName): Check =>
  (ok, good, bad) => ({ name, ok, detail: ok ? good : bad })
