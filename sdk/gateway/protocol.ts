import { z } from 'zod'
import { addressSchema, bytesSchema, hashSchema } from '../chain/schemas.ts'
import type { SignedGrant } from '../consent/signedGrant.ts'
import { RESTRICTIONS, type SignedRestriction } from '../consent/signedRestriction.ts'
import { CATEGORIES, PURPOSES } from '../consent/vocabulary.ts'
import type { Envelope } from '../crypto/envelope.ts'
import type { Receipt } from '../disclosures/disclosure.ts'
import type { DisclosureProof } from '../disclosures/disclosureTree.ts'
import type { InferenceRequest } from '../inference/inferenceRequest.ts'
import type { SignedEnrolment } from '../records/enrol.ts'
import type { ReleasedRecord } from '../records/releasedRecord.ts'

/** Largest record that the JSON API takes in, in bytes. */
export const MAXIMUM_RECORD_BYTES = 16 * 1024 * 1024

const seconds = z
  .number()
  .int()
  .nonnegative()
  .max(2 ** 40 - 1)
const counter = z
  .number()
  .int()
  .nonnegative()
  .max(2 ** 32 - 1)

export const newRecordSchema = z.strictObject({
  patient: addressSchema,
  category: z.enum(CATEGORIES),
  mediaType: z.string().min(3).max(100),
  /** Base 64. */
  content: z.base64(),
})

export const enrolmentSchema = z.strictObject({
  patient: addressSchema,
  custodianOrg: addressSchema,
  changes: counter,
  deadline: seconds,
  signature: bytesSchema,
}) satisfies z.ZodType<SignedEnrolment>

export const grantSchema = z.strictObject({
  patient: addressSchema,
  grantee: addressSchema,
  terms: z.strictObject({
    isOrganisation: z.boolean().optional(),
    categories: z.array(z.enum(CATEGORIES)).min(1),
    purposes: z.array(z.enum(PURPOSES)).min(1),
    start: seconds,
    end: seconds,
  }),
  generation: counter,
  revision: counter,
  deadline: seconds,
  signature: bytesSchema,
}) satisfies z.ZodType<SignedGrant>

export const restrictionSchema = z.strictObject({
  restriction: z.enum(RESTRICTIONS),
  patient: addressSchema,
  grantee: addressSchema,
  count: counter,
  deadline: seconds,
  signature: bytesSchema,
}) satisfies z.ZodType<SignedRestriction>

export const inferenceRequestMessageSchema = z.strictObject({
  request: z.unknown(),
  secret: hashSchema,
})

export interface NewRecord {
  readonly patient: string
  readonly category: (typeof CATEGORIES)[number]
  readonly mediaType: string
  readonly content: Uint8Array
}

export interface StoredRecord {
  readonly recordId: string
  readonly cid: string
  readonly keyEpoch: number
  /** The anchor. */
  readonly transactionHash: string
}

/** What a person gets for a record request. */
export interface RecordAnswer {
  readonly record: ReleasedRecord
  readonly receipt: Receipt
}

/** What a node gets for a key request. */
export interface KeyAnswer extends RecordAnswer {
  readonly request: InferenceRequest
  /** The request secret, sealed for the node. */
  readonly secret: Envelope
}

/** A landed report's record, by which it is read like any other. */
export interface ReportRecord {
  readonly requestId: string
  readonly recordId: string
}

/** Receipts about one record, each with its place in the log once that is anchored. */
export interface LoggedDisclosure {
  readonly receipt: Receipt
  readonly proof: DisclosureProof | null
}
