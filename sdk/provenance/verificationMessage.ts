import { z } from 'zod'
import { addressSchema, hashSchema } from '../chain/schemas.ts'
import type { BatchHead } from './batchBook.ts'
import { elementSchema, packIdentitySchema } from './packIdentity.ts'
import { HOLD_NAMES, LIFECYCLES, levelSchema, MAXIMUM_DEPTH, positionSchema } from './unit.ts'

/*
 * GS1 Lightweight Messaging Standard for Verification of Product Identifiers 1.1: the request is a GET of the pack's Digital
 * Link with linkType=verificationService, and corrUUID where the caller wants to recognise the answer. The answer is the
 * standard's, and carries evidence besides, with which the caller checks it alone against the chain.
 */

/** Why a product identifier was not verified. */
export const FAILURE_REASONS = [
  'No_match_GTIN_Serial',
  'No_match_GTIN_Serial_Lot',
  'No_match_GTIN_Serial_Expiry',
  'No_match_GTIN_Serial_Lot_Expiry',
  'Manufacturer_policy',
  'Not_for_re-distribution',
  'No_reason_provided',
] as const
export type FailureReason = (typeof FAILURE_REASONS)[number]

/** Whether an answer says that there is no pack with what was scanned: of such a pack there is nothing to prove. */
export const isMismatch = ({ verificationFailureReason }: VerificationData): boolean =>
  verificationFailureReason?.startsWith('No_match') ?? false

export const ADDITIONAL_INFO = [
  'Expired',
  'ExpirationExtended',
  'Recalled',
  'Suspect',
  'Illegitimate',
] as const

/** The query parameter that asks for a verification, and its value. */
export const VERIFICATION_LINK_TYPE = 'verificationService'

const indexSchema = z
  .number()
  .int()
  .min(0)
  .max(2 ** MAXIMUM_DEPTH - 1)

const dataSchema = z.strictObject({
  verified: z.boolean(),
  verificationFailureReason: z.enum(FAILURE_REASONS).optional(),
  additionalInfo: z.enum(ADDITIONAL_INFO).optional(),
})

const stateSchema = z.strictObject({
  /** The unit that the pack lay in. */
  unit: z.strictObject({ level: levelSchema, position: positionSchema }),
  lifecycle: z.enum(LIFECYCLES),
  holds: z.array(z.enum(HOLD_NAMES as [(typeof HOLD_NAMES)[number]])).max(HOLD_NAMES.length),
  /** Seconds since 1970; 0: it was not; 1: it came back under a hold. */
  dispensedAt: z
    .number()
    .int()
    .min(0)
    .max(2 ** 32 - 1),
  isExpired: z.boolean(),
})

const evidenceSchema = z.strictObject({
  chainId: z.number().int().positive(),
  contract: addressSchema,
  batchId: hashSchema,
  index: indexSchema,
  identity: packIdentitySchema,
  /** Last day of use on the chain, YYYY-MM-DD. */
  expiry: z.iso.date(),
  salt: hashSchema,
  root: hashSchema,
  depth: levelSchema,
  proof: z.array(hashSchema).max(MAXIMUM_DEPTH),
  /** The block of which all of this is said. */
  block: z.strictObject({ number: z.number().int().nonnegative(), hash: hashSchema }),
  state: stateSchema,
})

export const verificationAnswerSchema = z.strictObject({
  verificationTimestamp: z.iso.datetime(),
  /** GLN of who answers. */
  responderGLN: elementSchema('417').optional(),
  /** What the caller gave to recognise the answer by. */
  corrUUID: z.guid().optional(),
  data: dataSchema,
  /** Only where all that was scanned is that of a pack, and the chain holds its batch at the block. */
  evidence: evidenceSchema.optional(),
})

export type VerificationAnswer = z.infer<typeof verificationAnswerSchema>
export type VerificationEvidence = z.infer<typeof evidenceSchema>
export type VerificationData = z.infer<typeof dataSchema>
export type PackState = z.infer<typeof stateSchema>

/** A pack that somebody keeps the book of. */
export interface FoundPack {
  readonly book: BatchHead
  readonly index: number
  /** Of this pack alone. */
  readonly salt: string
  /** Siblings from its leaf up to the root. */
  readonly proof: readonly string[]
}

/** Who keeps batch books, and finds packs in them. */
export interface PackFinder {
  find(gtin: string, serial: string): Promise<FoundPack | undefined>
}
