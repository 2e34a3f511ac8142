import { z } from 'zod'
import { addressSchema, hashSchema } from '../chain/schemas.ts'
import { CATEGORIES, PURPOSES } from '../consent/vocabulary.ts'
import { envelopeSchema } from '../crypto/envelope.ts'
import { disclosureProofSchema, receiptSchema } from '../disclosures/schemas.ts'
import type { EpcisDocument } from '../epcis/epcisDocument.ts'
import { epcisLimits } from '../epcis/limits.ts'
import { inferenceRequestSchema } from '../inference/inferenceRequest.ts'
import { SEVERITIES } from '../monitoring/alert.ts'
import { OFF_REASONS } from '../monitoring/offReason.ts'
import { standingRequestSchema } from '../monitoring/standingRequest.ts'
import { batchHeadSchema } from '../provenance/batchBook.ts'
import { levelSchema } from '../provenance/unit.ts'
import { locatorSchema } from '../records/locator.ts'
import { manifestSchema } from '../records/manifest.ts'
import { recordRefSchema } from '../records/recordRef.ts'
import type { ReleasedRecord } from '../records/releasedRecord.ts'
import { STATUSES } from '../records/status.ts'
import {
  type AccessToken,
  type Activity,
  type AlertKeyAnswer,
  type KeptAttestation,
  type KeptStatement,
  type KeyAnswer,
  type ListedRecord,
  type LoggedDisclosure,
  type ModelAgreement,
  NOTICES,
  type Notice,
  type PatientDisclosures,
  type PublishedBatch,
  type RecordAnswer,
  type ReportRecord,
  type SignInChallenge,
  type StoredRecord,
} from './protocol.ts'

/*
 * What a gateway may answer with. A gateway is a peer: whatever does not have these shapes is refused. The gateway documents
 * and sends exactly these.
 */

const counter = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER)
const cid = z.string().min(1).max(128)
const mediaType = z.string().min(3).max(100)

export const relayedSchema = z.object({ transactionHash: hashSchema })

export const storedRecordSchema: z.ZodType<StoredRecord> = z.object({
  recordId: hashSchema,
  cid,
  keyEpoch: counter,
  transactionHash: hashSchema,
})

export const listedRecordsSchema: z.ZodType<ListedRecord[]> = z.array(
  z.object({
    recordId: hashSchema,
    category: z.enum(CATEGORIES),
    mediaType,
    size: counter,
    keyEpoch: counter,
    cid,
    status: z.enum(STATUSES),
    anchored: z.boolean(),
    report: hashSchema.nullish(),
  }),
)

export const rekeyedSchema = z.object({ recordId: hashSchema, keyEpoch: counter, cid })

export const erasedSchema = z.object({ recordId: hashSchema, transactionHash: hashSchema })

export const announcedSchema = z.object({ requestId: hashSchema })

export const reportRecordSchema: z.ZodType<ReportRecord> = z.object({
  requestId: hashSchema,
  recordId: hashSchema,
})

const keptStatementSchema: z.ZodType<KeptStatement> = z.object({
  content: z.record(z.string().max(64), z.unknown()),
  salt: hashSchema,
  commitment: hashSchema,
  at: counter,
})

export const keptSchema = z.object({ requestId: hashSchema, commitment: hashSchema })

export const attestationsSchema: z.ZodType<KeptAttestation[]> = z.array(
  z.object({
    clinician: addressSchema,
    attestation: keptStatementSchema,
    outcome: keptStatementSchema.nullable(),
  }),
)

export const agreementSchema: z.ZodType<ModelAgreement> = z.object({
  modelVersion: hashSchema,
  from: counter,
  until: counter,
  counts: z
    .object({ reviewed: counter, overridden: counter, confirmed: counter, refuted: counter })
    .nullable(),
})

const releasedRecordSchema: z.ZodType<ReleasedRecord> = z.object({
  ref: recordRefSchema,
  manifest: manifestSchema,
  salt: hashSchema,
  locator: locatorSchema,
  envelope: envelopeSchema,
})

export const recordAnswerSchema: z.ZodType<RecordAnswer> = z.object({
  record: releasedRecordSchema,
  receipt: receiptSchema,
})

export const keyAnswerSchema: z.ZodType<KeyAnswer> = z.object({
  record: releasedRecordSchema,
  receipt: receiptSchema,
  request: inferenceRequestSchema,
  secret: envelopeSchema,
})

export const alertKeyAnswerSchema: z.ZodType<AlertKeyAnswer> = z.object({
  record: releasedRecordSchema,
  receipt: receiptSchema,
  standing: standingRequestSchema,
  secret: envelopeSchema,
})

export const standingAnnouncedSchema = z.object({ standingId: hashSchema })

const logged = { receipt: receiptSchema, proof: disclosureProofSchema.nullable() }

export const loggedDisclosuresSchema: z.ZodType<LoggedDisclosure[]> = z.array(z.object(logged))

export const patientDisclosuresSchema: z.ZodType<PatientDisclosures> = z.object({
  total: counter,
  disclosures: z.array(z.object({ ...logged, id: counter })),
})

/** Block and index of a log. */
export const activityIdSchema = z.string().regex(/^\d{1,15}-\d{1,9}$/)

export const activitySchema: z.ZodType<Activity[]> = z.array(
  z.object({
    id: activityIdSchema,
    at: z.iso.datetime(),
    transactionHash: hashSchema,
    contract: z.string().max(64),
    event: z.string().max(64),
    values: z.record(z.string().max(64), z.unknown()),
  }),
)

export const anchoredDisclosuresSchema = z.object({ transactionHash: hashSchema.nullable(), size: counter })

export const noticesSchema: z.ZodType<Notice[]> = z.array(
  z.object({
    id: counter,
    at: z.iso.datetime(),
    kind: z.enum(NOTICES),
    recordId: hashSchema.nullable(),
    account: addressSchema.nullable(),
    purpose: z.enum(PURPOSES).nullable(),
    monitoring: z
      .object({
        standingId: hashSchema,
        patient: addressSchema,
        alertId: hashSchema.nullable(),
        severity: z.enum(SEVERITIES).nullable(),
        count: counter,
        level: counter,
        offReason: z.enum(OFF_REASONS),
      })
      .nullish(),
  }),
)

const epcisText = z.string().max(2048)

/** Its frame: what the events say is held against the standards by whoever reads them. */
export const epcisDocumentSchema: z.ZodType<EpcisDocument> = z.object({
  '@context': z
    .array(z.union([epcisText, z.record(epcisText, epcisText)]))
    .min(1)
    .max(64),
  type: z.literal('EPCISDocument'),
  schemaVersion: z.literal('2.0'),
  creationDate: z.iso.datetime({ offset: true }),
  epcisBody: z.object({
    eventList: z.array(z.record(z.string(), z.unknown())).max(epcisLimits.maximumEvents),
  }),
})

export const publishedBatchSchema: z.ZodType<PublishedBatch> = batchHeadSchema.extend({
  root: hashSchema,
  depth: levelSchema,
  size: counter,
})

export const signInChallengeSchema: z.ZodType<SignInChallenge> = z.object({
  nonce: z.string().regex(/^[A-Za-z0-9]{8,128}$/),
  domain: z.string().min(1).max(255),
  uri: z.url().max(1000),
  chainId: counter,
  expirationTime: z.iso.datetime(),
})

export const accessTokenSchema: z.ZodType<AccessToken> = z.object({
  access_token: z.string().min(20).max(500),
  token_type: z.literal('Bearer'),
  expires_in: counter,
  scope: z.string().max(200),
  patient: addressSchema.nullable(),
})

/** How a gateway says no. */
export const refusalSchema = z.object({ code: z.string().max(64), message: z.string().max(1000) })
