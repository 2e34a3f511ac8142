import type { Purpose } from '../../sdk/consent/vocabulary.ts'
import type { Envelope } from '../../sdk/crypto/envelope.ts'
import type { Receipt } from '../../sdk/disclosures/disclosure.ts'
import type { InferenceRequest } from '../../sdk/inference/inferenceRequest.ts'
import type { RecordEvidence } from '../../sdk/records/releasedRecord.ts'

/** A record as the custodian keeps it. */
export interface HeldRecord extends RecordEvidence {
  readonly recordId: string
  /** Whether the anchor is known to have landed. */
  readonly isAnchored: boolean
}

/** A data key wrapped for someone at one key epoch. */
export interface HeldEnvelope {
  readonly recordId: string
  readonly keyEpoch: number
  /** Account that can open it. */
  readonly grantee: string
  /** Grantee of the consent under which it was released: the account itself, or the committee. */
  readonly principal: string
  readonly purpose: Purpose
  readonly envelope: Envelope
}

/** An open inference request, its secret sealed for the custodian itself. */
export interface HeldRequest {
  readonly requestId: string
  readonly request: InferenceRequest
  readonly secret: Envelope
}

/** What is written together with a record's locator. */
export interface Keeping {
  readonly envelopes: readonly HeldEnvelope[]
  readonly receipt: Receipt
}

export interface HeldReceipt {
  readonly id: number
  readonly receipt: Receipt
  /** Period and place in the log, or null while they are not anchored. */
  readonly place: { readonly sequence: number; readonly index: number } | null
}

/**
 * What a gateway must not forget. Every method has finished writing when it returns; a crash loses nothing that was
 * answered. Data keys and request secrets are held only in envelopes.
 */
export interface GatewayStore {
  /** All or nothing: a record, its envelopes, the receipt of its locator, and the request that it is the report of. */
  addRecord(record: HeldRecord, keeping: Keeping & { readonly reportOf: string | null }): void
  markAnchored(recordId: string): void
  /** Forgets a record that was never anchored, with all that was added with it. */
  dropRecord(recordId: string): void
  findRecord(recordId: string): HeldRecord | undefined
  recordsOf(patient: string): HeldRecord[]
  recordsToAnchor(): HeldRecord[]
  /** All or nothing: a new locator in the place of the old, with the envelopes of its epoch for those of every earlier. */
  replaceLocator(record: HeldRecord, keeping: Keeping): void

  addEnvelope(envelope: HeldEnvelope): void
  envelopesOf(recordId: string, keyEpoch: number): HeldEnvelope[]

  addRequest(request: HeldRequest): void
  findRequest(requestId: string): HeldRequest | undefined
  /** The record that is the report of a request, anchored or not. */
  findReport(requestId: string): HeldRecord | undefined

  /** Notes a signed request as used. False where it was used before. */
  useDigest(digest: string, deadline: number): boolean
  /** Forgets the used requests whose deadline lies before `time`: they are refused for that. Seconds since 1970. */
  forgetDigests(time: number): void

  addReceipt(receipt: Receipt): void
  receiptsOf(recordId: string): HeldReceipt[]
  receiptsToAnchor(limit: number): HeldReceipt[]
  receiptsIn(sequence: number): HeldReceipt[]
  /** Gives receipts their places in a period, before it is anchored. */
  placeReceipts(sequence: number, ids: readonly number[]): void
  close(): void
}
