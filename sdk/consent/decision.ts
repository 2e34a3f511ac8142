/** Answers of `ConsentRegistry.decide`, in the order of `IConsentRegistry.Decision`. */
export const DECISIONS = [
  'no-consent',
  'permitted',
  'revoked',
  'not-yet-valid',
  'expired',
  'category-not-covered',
  'purpose-not-covered',
  'accreditation-missing',
] as const

export type Decision = (typeof DECISIONS)[number]

/** Each answer as the end of a sentence that starts with who asked. */
export const DECISION_SENTENCES: Record<Decision, string> = {
  'no-consent': 'has no consent of the patient',
  permitted: 'has the consent of the patient',
  revoked: 'had a consent that the patient revoked',
  'not-yet-valid': 'has a consent that has not started yet',
  expired: 'had a consent that is over',
  'category-not-covered': 'has a consent that does not cover this category of records',
  'purpose-not-covered': 'has a consent that does not cover this purpose',
  'accreditation-missing': 'has a consent but no live accreditation',
}

export const decisionOf = (number: number | bigint): Decision => DECISIONS[Number(number)] ?? 'no-consent'
