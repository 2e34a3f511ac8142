import type { Decision } from '../../sdk/consent/decision.ts'
import type { Purpose } from '../../sdk/consent/vocabulary.ts'
import type { Envelope } from '../../sdk/crypto/envelope.ts'
import type { Receipt } from '../../sdk/disclosures/disclosure.ts'
import type { Notice } from '../../sdk/gateway/protocol.ts'
import type { InferenceRequest } from '../../sdk/inference/inferenceRequest.ts'
import type { StandingRequest } from '../../sdk/monitoring/standingRequest.ts'
import type { RecordRef } from '../../sdk/records/recordRef.ts'
import type { RecordEvidence } from '../../sdk/records/releasedRecord.ts'

/** A record as the custodian keeps it. */
export interface HeldRecord extends RecordEvidence {
  readonly recordId: string
  /** The data key of the present epoch, sealed for the custodian: see `OwnKeys`. */
  readonly ownKey: string
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
  /** What the law said of the principal at the release. */
  readonly decision: Decision
  /** Digest of the signed request that it answered; null for the first of an epoch, the patient's, for which nobody asked. */
  readonly requestDigest: string | null
  readonly envelope: Envelope
}

/** An open inference request, its secret sealed for the custodian itself. */
export interface HeldRequest {
  readonly requestId: string
  readonly request: InferenceRequest
  readonly secret: Envelope
}

/** A standing request that was announced, its secret sealed for the custodian itself. */
export interface HeldStanding {
  readonly standingId: string
  readonly standing: StandingRequest
  readonly secret: Envelope
}

/** An event of a standing request of which a key was released: a new record of the patient. */
export interface HeldAlert {
  readonly alertId: string
  readonly standingId: string
  readonly recordId: string
}

/** A low alert that waits to be told together with others. */
export interface LowAlert {
  readonly alertId: string
  readonly standingId: string
  readonly patient: string
  readonly requester: string
  /** Block time of the alert, seconds since 1970. */
  readonly at: number
}

/** What a clinician said of a report, as the chain holds a commitment to it. */
export interface HeldStatement {
  readonly requestId: string
  /** The record of the report: what is said of it goes with it. */
  readonly recordId: string
  readonly modelVersion: string
  readonly clinician: string
  readonly kind: 'attestation' | 'outcome'
  /** Block time of the commitment, seconds since 1970. */
  readonly at: number
  readonly commitment: string
  /** Content and salt, sealed for the custodian: see `OwnKeys`. */
  readonly sealed: string
}

/** What is written together with a record's locator. */
export interface Keeping {
  readonly envelopes: readonly HeldEnvelope[]
  readonly receipt: Receipt
}

/** Part of the receipts about a patient's records. */
export interface ReceiptPage {
  readonly order: 'oldest' | 'newest'
  /** The last id that is known already, in that order; undefined for the first page. */
  readonly after: number | undefined
  readonly limit: number
  /** Without those of locators. */
  readonly accessesOnly: boolean
}

export interface HeldReceipt {
  readonly id: number
  readonly receipt: Receipt
  /** Period and place in the log, or null while they are not anchored. */
  readonly place: { readonly sequence: number; readonly index: number } | null
}

/** A notice before it has its number. */
export type NewNotice = Omit<Notice, 'id'>

/** A notice, and what keeps it from being told twice. */
export interface KeyedNotice {
  /** Account that is told. */
  readonly recipient: string
  readonly notice: NewNotice
  readonly key: string
}

/** What came of a signed request for a key. */
export interface Answer {
  /** Digest of the signed request, and its deadline in seconds since 1970. */
  readonly digest: string
  readonly deadline: number
  readonly patient: string
  readonly receipt: Receipt
  readonly notice: NewNotice
  /** What is handed over, or null where the answer is no. */
  readonly envelope: HeldEnvelope | null
}

/** A record whose keys are destroyed, and whose tombstone is not certain to stay on chain yet. */
export interface Erasure {
  readonly ref: RecordRef
  readonly recordId: string
}

/**
 * What a gateway must not forget. Every method has finished writing when it returns; a crash loses nothing that was
 * answered. Data keys and request secrets are held only sealed.
 *
 * @throws UnavailableError STORE_UNAVAILABLE, STORE_FULL: nothing was written then
 */
export interface GatewayStore {
  /** All or nothing: a record, its envelopes, the receipt of its locator, and the request that it is the report of. */
  addRecord(record: HeldRecord, keeping: Keeping & { readonly reportOf: string | null }): void
  markAnchored(recordId: string): void
  /** Notes that a reorganisation took the anchor of a record back: it is to be anchored again. */
  markUnanchored(recordId: string): void
  /** Forgets a record that was never anchored, with all that was added with it. Its content is garbage. */
  dropRecord(recordId: string): void
  findRecord(recordId: string): HeldRecord | undefined
  recordsOf(patient: string): HeldRecord[]
  recordsToAnchor(): HeldRecord[]
  /** Ids of the records of whose present epoch a key was released. */
  releasedRecords(): string[]
  /**
   * All or nothing: a new locator in the place of the old, with the envelopes of its epoch for those of every earlier. The
   * content of the old one is garbage.
   */
  replaceLocator(record: HeldRecord, keeping: Keeping & { readonly notice: NewNotice }): void

  /**
   * All or nothing: destroys salt, manifest, locator, own key and envelopes of a record, and the secret of the request that it is
   * the report of with all that clinicians said of it, beyond recovery from the file. The content is garbage; what else is left to do is kept until
   * {@link finishErasure}.
   * @throws UnavailableError STORE_UNAVAILABLE also where it is begun, but another program keeps the old rows in the file
   */
  beginErasure(recordId: string, notice: NewNotice): void
  erasures(): Erasure[]
  /** @throws as {@link beginErasure} */
  finishErasure(recordId: string): void

  /** Content that no record names any more, until it is deleted. */
  garbage(): string[]
  forgetGarbage(cids: readonly string[]): void

  envelopesOf(recordId: string, keyEpoch: number): HeldEnvelope[]

  addRequest(request: HeldRequest): void
  findRequest(requestId: string): HeldRequest | undefined
  /** The record that is the report of a request, anchored or not. */
  findReport(requestId: string): HeldRecord | undefined
  /** Whether the report of a request was kept here and erased. */
  isReportErased(requestId: string): boolean
  /** The request that a record is the report of. */
  requestOfReport(recordId: string): string | undefined

  /**
   * Keeps what a clinician said of a report, in the place of what they had said before. False, and nothing is written, where
   * the report's record is not kept here any more.
   */
  addStatement(statement: HeldStatement): boolean
  /** In the order of the commitments. */
  statementsOf(requestId: string): HeldStatement[]
  /** Of all reports of a model version that were attested to from `from` on and before `until`, likewise. */
  statementsAbout(modelVersion: string, from: number, until: number): HeldStatement[]

  addStanding(standing: HeldStanding): void
  findStanding(standingId: string): HeldStanding | undefined
  /** All of a patient, or all there are. */
  standings(patient?: string): HeldStanding[]
  addAlert(alert: HeldAlert): void
  findAlert(alertId: string): HeldAlert | undefined

  /** Keeps a low alert until it is told of. */
  addLowAlert(alert: LowAlert): void
  lowAlertsBefore(time: number): LowAlert[]
  /** All or nothing: keeps notices, each unless one of its key is kept already, and forgets the low alerts they tell of. */
  tellLowAlerts(notices: readonly KeyedNotice[], alertIds: readonly string[]): void

  /** Whether a signed request was answered. */
  isUsed(digest: string): boolean
  /** All or nothing: an answer, by which its request is used. False, and nothing is written, where it was used before. */
  addAnswer(answer: Answer): boolean
  /** Forgets the used requests whose deadline lies before `time`: they are refused for that. Seconds since 1970. */
  forgetDigests(time: number): void

  /** All or nothing: a receipt and its notice, unless a notice of that `key` is kept already. */
  addDisclosure(patient: string, receipt: Receipt, notice: NewNotice, key: string): void
  receiptsOf(recordId: string): HeldReceipt[]
  receiptsOfPatient(patient: string, page: ReceiptPage): HeldReceipt[]
  countReceiptsOfPatient(patient: string, accessesOnly: boolean): number
  receiptsToAnchor(limit: number): HeldReceipt[]
  countReceiptsToAnchor(): number
  receiptsIn(sequence: number): HeldReceipt[]
  /** Gives receipts their places in a period, before it is anchored. The period is open then. */
  placeReceipts(sequence: number, ids: readonly number[]): void
  /** Periods that have places, and are not known to be on chain as they are here. */
  openPeriods(): number[]
  /** All or nothing: notes that a period is on chain as it is here, and keeps the proof of each place. */
  closePeriod(sequence: number, proofAt: (index: number) => readonly string[]): void
  /** The proof that was kept of a receipt, if any was. */
  proofOf(receiptId: number): string[] | undefined
  reopenPeriod(sequence: number): void
  /** Takes the receipts of a period their places: another period takes them up. */
  clearPeriod(sequence: number): void

  /** Keeps a notice for the account that it is addressed to, a patient's or another, unless one of that `key` is kept already. */
  addNotice(recipient: string, notice: NewNotice, key: string): void
  /** From the one after `after` on. */
  noticesOf(recipient: string, after: number, limit: number): Notice[]

  /** Notes that this gateway is about to pay for an act of `patient`. Seconds since 1970. */
  addRelay(patient: string, time: number): void
  /** Acts paid for since `time`, of one patient or of all. */
  relaysSince(time: number, patient?: string): number

  /** Up to where the chain's events were acted on, or undefined. */
  cursor(): Cursor | undefined
  setCursor(cursor: Cursor): void
  close(): void
}

/** A place among the chain's events. */
export interface Cursor {
  readonly blockNumber: number
  readonly logIndex: number
}
