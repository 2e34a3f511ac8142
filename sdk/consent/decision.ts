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
  'denied',
  'opted-out',
  'emergency',
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
  denied: 'is denied by the patient, or belongs to an organisation that is',
  'opted-out': 'is kept out like everyone: the patient opted out',
  emergency: 'has broken the glass: there is an emergency, and no consent is needed for its time',
}

export const decisionOf = (number: number | bigint): Decision => DECISIONS[Number(number)] ?? 'no-consent'

/** Whether a person may have a record by this answer. Nobody acts through others in an emergency. */
export const isPersonAllowed = (decision: Decision): boolean =>
  decision === 'permitted' || decision === 'emergency'
