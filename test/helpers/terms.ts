/** Masks and codes of contracts/types, for tests. */
export const roles = {
  custodian: 1,
  clinician: 2,
  responder: 4,
  oracle: 8,
  manufacturer: 16,
  distributor: 32,
  dispenser: 64,
  qualityAssurance: 128,
  auditor: 256,
  carrier: 512,
  all: 1023,
} as const

export const category = {
  laboratory: 7,
  cardiology: 9,
  riskReports: 13,
  psychotherapy: 16,
  substanceUse: 17,
} as const
export const allCategories = 2 ** 18 - 1

export const purpose = {
  treatment: 0,
  emergencyTreatment: 1,
  breakTheGlass: 2,
  payment: 3,
  healthcareOperations: 4,
  research: 5,
  patientRequest: 7,
  familyRequest: 8,
} as const
export const allPurposes = 2 ** 9 - 1

/** Answers of `ConsentRegistry.decide`, by number. */
export const decision = {
  noConsent: 0n,
  permitted: 1n,
  revoked: 2n,
  notYetValid: 3n,
  expired: 4n,
  categoryNotCovered: 5n,
  purposeNotCovered: 6n,
  accreditationMissing: 7n,
  denied: 8n,
  optedOut: 9n,
  emergency: 10n,
} as const

/** What a patient has said of a grantee, by number. */
export const rule = { none: 0n, permitAccount: 1n, permitOrganisation: 2n, deny: 3n } as const

/** Acts that take something away, by number. */
export const restriction = { revoke: 0, deny: 1, revokeAll: 2, optOut: 3 } as const

/** The mask with these bits. */
export const mask = (...bits: number[]): number => bits.reduce((sum, bit) => sum + 2 ** bit, 0)

export interface Terms {
  /** Whether the grantee is an organisation. */
  readonly isOrganisation: boolean
  readonly categories: number
  readonly purposes: number
  /** Seconds since 1970, first second of the permit. */
  readonly start: number
  /** Seconds since 1970, first second after the permit. */
  readonly end: number
}
