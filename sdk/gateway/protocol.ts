import { z } from 'zod'
import { addressSchema, bytesSchema, hashSchema } from '../chain/schemas.ts'
import type { SignedGrant } from '../consent/signedGrant.ts'
import { RESTRICTIONS, type SignedRestriction } from '../consent/signedRestriction.ts'
import { CATEGORIES, type Category, PURPOSES, type Purpose } from '../consent/vocabulary.ts'
import type { Envelope } from '../crypto/envelope.ts'
import type { ByteSource } from '../crypto/segments.ts'
import type { Receipt } from '../disclosures/disclosure.ts'
import type { DisclosureProof } from '../disclosures/disclosureTree.ts'
import { type InferenceRequest, inferenceRequestSchema } from '../inference/inferenceRequest.ts'
import type { AgreementCounts } from '../inference/modelAgreement.ts'
import type { Severity } from '../monitoring/alert.ts'
import type { SignedEnd } from '../monitoring/endMonitoring.ts'
import type { OffReason } from '../monitoring/offReason.ts'
import { type StandingRequest, standingRequestSchema } from '../monitoring/standingRequest.ts'
import type { BatchHead } from '../provenance/batchBook.ts'
import type { SignedEnrolment } from '../records/enrol.ts'
import type { ReleasedRecord } from '../records/releasedRecord.ts'
import type { RecordStatus } from '../records/status.ts'

/** Largest record that a gateway takes in unless it is told otherwise, in bytes: 4 GiB. */
export const MAXIMUM_RECORD_BYTES = 4 * 1024 ** 3

/** Entries that one page of a list may have. */
export const MAXIMUM_PAGE = 500

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

export const monitoringEndSchema = z.strictObject({
  standing: standingRequestSchema,
  deadline: seconds,
  signature: bytesSchema,
}) satisfies z.ZodType<SignedEnd>

export const inferenceRequestMessageSchema = z.strictObject({
  request: inferenceRequestSchema,
  secret: hashSchema,
})

export const standingRequestMessageSchema = z.strictObject({
  standing: standingRequestSchema,
  secret: hashSchema,
})

/** A signed EIP-4361 message. */
export const signInSchema = z.strictObject({
  message: z.string().min(1).max(2_000),
  signature: bytesSchema,
})

/** A record for a gateway to take in. Its size and hash are stated first: both sides check them as the bytes pass. */
export interface NewRecord {
  readonly patient: string
  readonly category: Category
  readonly mediaType: string
  /** Bytes. */
  readonly size: number
  /** SHA-256 of the bytes, 0x-prefixed. */
  readonly sha256: string
  /** The bytes, from their start at each call. */
  readonly content: () => ByteSource
  /** The record that this one amends. */
  readonly predecessor?: string | null
}

export interface StoredRecord {
  readonly recordId: string
  readonly cid: string
  readonly keyEpoch: number
  /** The anchor. */
  readonly transactionHash: string
}

/** What a list says of a record. It opens nothing. */
export interface ListedRecord {
  readonly recordId: string
  readonly category: Category
  readonly mediaType: string
  /** Bytes of plaintext. */
  readonly size: number
  readonly keyEpoch: number
  readonly cid: string
  /** 'unknown' until it is anchored. */
  readonly status: RecordStatus
  readonly anchored: boolean
  /** The inference request that the record is the report of. */
  readonly report?: string | null
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

/** What a node gets for a key request about an event of a standing request. */
export interface AlertKeyAnswer extends RecordAnswer {
  readonly standing: StandingRequest
  /** The secret of the standing request, sealed for the node and bound to this alert: see `alertSecretContext`. */
  readonly secret: Envelope
}

/** A landed report's record, by which it is read like any other. */
export interface ReportRecord {
  readonly requestId: string
  readonly recordId: string
}

/** What a clinician hands in to be kept beside a report: the chain holds a commitment to it. */
export interface StatementMessage {
  readonly content: object
  /** 32 bytes. */
  readonly salt: string
}

export const statementMessageSchema = z.strictObject({
  content: z.record(z.string().max(64), z.unknown()),
  salt: hashSchema,
}) satisfies z.ZodType<StatementMessage>

/** A statement as it is kept. Whoever reads it holds it against the chain. */
export interface KeptStatement extends StatementMessage {
  readonly commitment: string
  /** Seconds since 1970: block time of the commitment. */
  readonly at: number
}

/** What one clinician made of a report, and what they learnt later. */
export interface KeptAttestation {
  readonly clinician: string
  readonly attestation: KeptStatement
  readonly outcome: KeptStatement | null
}

/** How clinicians agreed with a model version over a period. Times are seconds since 1970. */
export interface ModelAgreement {
  readonly modelVersion: string
  readonly from: number
  readonly until: number
  /** Null where fewer reports were reviewed than may be told of. */
  readonly counts: AgreementCounts | null
}

/** Reviewed reports below which nothing is said of a model: as few could point to a person. */
export const MINIMUM_REVIEWED = 20

/** A receipt, with its place in the log once that is anchored. */
export interface LoggedDisclosure {
  readonly receipt: Receipt
  readonly proof: DisclosureProof | null
}

/** A receipt among those of one patient. */
export interface NumberedDisclosure extends LoggedDisclosure {
  /** Where the next page starts after. */
  readonly id: number
}

/** Part of the receipts about a patient's records. */
export interface PatientDisclosures {
  /** How many there are on all pages. */
  readonly total: number
  readonly disclosures: readonly NumberedDisclosure[]
}

export const NOTICES = [
  'released',
  'refused',
  'rekeyed',
  'glass-broken',
  'glass-closed',
  'consent-orphaned',
  'erased',
  'attestations-read',
  'alert-raised',
  'alerts-grouped',
  'alert-escalated',
  'alert-acknowledged',
  'monitoring-off',
  'monitoring-on',
  'monitoring-ended',
] as const

/** What a gateway tells a patient, or whoever a patient had alerted. */
export interface Notice {
  /** Where the next page starts after. */
  readonly id: number
  /** ISO 8601. */
  readonly at: string
  readonly kind: (typeof NOTICES)[number]
  readonly recordId: string | null
  /** Who was concerned besides the patient. */
  readonly account: string | null
  readonly purpose: Purpose | null
  /** The monitoring that it is about. */
  readonly monitoring?: NoticedMonitoring | null | undefined
}

/** What a notice says of a standing request, all of which is public on chain. */
export interface NoticedMonitoring {
  readonly standingId: string
  readonly patient: string
  /** Null in a notice about several alerts, or none. */
  readonly alertId: string | null
  readonly severity: Severity | null
  /** Alerts that the notice tells of. */
  readonly count: number
  /** Escalation times that a critical alert has been unacknowledged for. */
  readonly level: number
  readonly offReason: OffReason
}

/** Something that happened on chain and concerns a patient. */
export interface Activity {
  /** Place in the chain, block and log: where the next page starts after. */
  readonly id: string
  /** ISO 8601: time of the block. */
  readonly at: string
  readonly transactionHash: string
  /** The contract and its event. */
  readonly contract: string
  readonly event: string
  /** The event's parameters by name. Whole numbers are in decimal. */
  readonly values: Readonly<Record<string, unknown>>
}

/** Part of a long list whose entries are named by their place in the chain. */
export interface ActivityPage {
  /** The last id that is known already. Default: from the first. */
  readonly after?: string
  readonly limit?: number
}

/** Part of a long list. */
export interface Page {
  /** The last id that is known already. Default: from the first. */
  readonly after?: number
  /** Entries, from 1 to {@link MAXIMUM_PAGE}. */
  readonly limit?: number
}

export const DISCLOSURE_ORDERS = ['oldest', 'newest'] as const

/** Part of a list of receipts. */
export interface DisclosurePage extends Page {
  /** Which comes first. Default: the oldest. */
  readonly order?: (typeof DISCLOSURE_ORDERS)[number]
  /** Without those that tell where a record lies, which are disclosures to nobody. */
  readonly only?: 'access'
}

/** What a person signs to sign in, besides their account and the time. */
export interface SignInChallenge {
  readonly nonce: string
  /** Whom the person signs in to, as the wallet shows it. */
  readonly domain: string
  /** The gateway. */
  readonly uri: string
  readonly chainId: number
  /** ISO 8601: the nonce is good until then. */
  readonly expirationTime: string
}

/** An open session, with the names of OAuth 2.0 (RFC 6749, section 5.1) and SMART App Launch. */
export interface AccessToken {
  readonly access_token: string
  readonly token_type: 'Bearer'
  /** Seconds. */
  readonly expires_in: number
  /** Separated by spaces. */
  readonly scope: string
  /** The account, where it is enrolled here as a patient. */
  readonly patient: string | null
}

/** A batch whose packs a gateway verifies: its book without what keeps the packs secret. */
export interface PublishedBatch extends BatchHead {
  /** 32 bytes, 0x-prefixed. */
  readonly root: string
  readonly depth: number
  /** Packs. */
  readonly size: number
}
