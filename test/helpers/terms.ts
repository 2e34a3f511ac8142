/** Masks and codes of contracts/types, for tests. */
export const roles = {
  custodian: 1,
  clinician: 2,
  responder: 4,
  oracle: 8,
  manufacturer: 16,
  qualityAssurance: 128,
  auditor: 256,
  all: 511,
} as const

export const category = { laboratory: 7, cardiology: 9, riskReports: 13, substanceUse: 17 } as const
export const allCategories = 2 ** 18 - 1

export const purpose = { treatment: 0, research: 5, patientRequest: 7, familyRequest: 8 } as const
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
} as const

/** The mask with these bits. */
export const mask = (...bits: number[]): number => bits.reduce((sum, bit) => sum + 2 ** bit, 0)

export interface Terms {
  readonly categories: number
  readonly purposes: number
  /** Seconds since 1970, first second of the permit. */
  readonly start: number
  /** Seconds since 1970, first second after the permit. */
  readonly end: number
}
