import { z } from 'zod'
import type { SignedGrant } from '../consent/signedGrant.ts'
import type { SignedRestriction } from '../consent/signedRestriction.ts'
import type { Purpose } from '../consent/vocabulary.ts'
import { bytesToHex } from '../crypto/bytes.ts'
import { canonicalJson } from '../crypto/canonicalJson.ts'
import type { ClinicalReport } from '../inference/clinicalReport.ts'
import type { InferenceRequest } from '../inference/inferenceRequest.ts'
import type { SignedKeyRequest } from '../inference/keyRequest.ts'
import type { SignedEnd } from '../monitoring/endMonitoring.ts'
import type { SignedApproval } from '../monitoring/signedApproval.ts'
import type { StandingRequest } from '../monitoring/standingRequest.ts'
import type { SignedEnrolment } from '../records/enrol.ts'
import type { SignedRecordRequest } from '../records/recordRequest.ts'
import { idleTimeout } from '../storage/kubo/idleTimeout.ts'
import {
  accessTokenSchema,
  activitySchema,
  agreementSchema,
  alertKeyAnswerSchema,
  anchoredDisclosuresSchema,
  announcedSchema,
  attestationsSchema,
  erasedSchema,
  keptSchema,
  keyAnswerSchema,
  listedRecordsSchema,
  loggedDisclosuresSchema,
  noticesSchema,
  patientDisclosuresSchema,
  recordAnswerSchema,
  rekeyedSchema,
  relayedSchema,
  reportRecordSchema,
  signInChallengeSchema,
  standingAnnouncedSchema,
  storedRecordSchema,
} from './answers.ts'
import { askGateway, type CallOptions, callGateway, TRANSACTION } from './call.ts'
import { type Ask, type EpcisClient, epcisCalls } from './epcisCalls.ts'
import { type PackClient, packCalls } from './packCalls.ts'
import { type PlanningClient, planningCalls } from './planningCalls.ts'
import type {
  AccessToken,
  Activity,
  ActivityPage,
  AlertKeyAnswer,
  DisclosurePage,
  KeptAttestation,
  KeyAnswer,
  ListedRecord,
  LoggedDisclosure,
  ModelAgreement,
  NewRecord,
  Notice,
  Page,
  PatientDisclosures,
  RecordAnswer,
  ReportRecord,
  StatementMessage,
  StoredRecord,
} from './protocol.ts'
import { requireShape } from './requireShape.ts'
import type { Scope } from './scopes.ts'
import { type MessageSigner, requireOwnChallenge, signInMessage } from './signInMessage.ts'
import { uploadOf } from './upload.ts'

export interface GatewayClientOptions {
  readonly url: string
  /** Bearer token of the custodian's own machines; people sign in, and nodes need none. */
  readonly staffToken?: string | undefined
  /**
   * Milliseconds that one call may take, or that sending a record may stand still. Default 20,000, and 180,000 where the gateway
   * waits for a transaction.
   */
  readonly timeout?: number
}

/** What the gateway says once it keeps a clinician's statement. */
export interface KeptAnswer {
  readonly requestId: string
  readonly commitment: string
}

export interface SignInOptions extends CallOptions {
  /** Default: all that the account can have. */
  readonly scopes?: readonly Scope[]
}

/** What a session is good for; the client itself keeps its token. */
export interface Session {
  readonly account: string
  readonly scopes: readonly string[]
  /** The account, where it is enrolled here as a patient. */
  readonly patient: string | null
  readonly expiresAt: Date
}

/**
 * An organisation's gateway, over HTTP. Every method may reject with UnavailableError GATEWAY_UNAVAILABLE or RATE_LIMITED,
 * and takes a signal as its last argument. Nothing is tried twice.
 */
export interface GatewayClient extends EpcisClient, PackClient, PlanningClient {
  readonly url: string
  /**
   * Signs in as an account (EIP-4361); later calls of this client are made as that account, in place of the staff token,
   * until the session ends. @throws InvalidInputError SIGN_IN_INVALID, RefusedError SIGN_IN_INVALID, SIGNATURE_INVALID
   */
  signIn(signer: MessageSigner, options?: SignInOptions): Promise<Session>
  /** Ends the session. */
  signOut(options?: CallOptions): Promise<void>
  relayEnrolment(enrolment: SignedEnrolment, options?: CallOptions): Promise<{ transactionHash: string }>
  relayGrant(grant: SignedGrant, options?: CallOptions): Promise<{ transactionHash: string }>
  relayRestriction(
    restriction: SignedRestriction,
    options?: CallOptions,
  ): Promise<{ transactionHash: string }>
  relayMonitoringApproval(
    approval: SignedApproval,
    options?: CallOptions,
  ): Promise<{ transactionHash: string }>
  relayMonitoringEnd(end: SignedEnd, options?: CallOptions): Promise<{ transactionHash: string }>
  /** Hands in a record, a piece at a time: the staff any, a clinician of the organisation an own care plan. */
  addRecord(record: NewRecord, options?: CallOptions): Promise<StoredRecord>
  /**
   * All records of a patient, for the patient, their controller and the staff; for others those that the law permits them
   * for `purpose` now.
   */
  listRecords(patient: string, purpose?: Purpose, options?: CallOptions): Promise<ListedRecord[]>
  requestRecord(request: SignedRecordRequest, options?: CallOptions): Promise<RecordAnswer>
  requestKey(request: SignedKeyRequest, options?: CallOptions): Promise<KeyAnswer>
  /** Encrypts a record anew, so that no key released so far opens what is kept. The staff and the patient. */
  rekeyRecord(
    recordId: string,
    options?: CallOptions,
  ): Promise<{ recordId: string; keyEpoch: number; cid: string }>
  /** Destroys a record for good. The staff and the patient. */
  eraseRecord(recordId: string, options?: CallOptions): Promise<{ recordId: string; transactionHash: string }>
  /** Hands the gateway a request's content and secret, for the committee. The secret is what authorises it. */
  announceRequest(
    request: InferenceRequest,
    secret: Uint8Array,
    options?: CallOptions,
  ): Promise<{ requestId: string }>
  /** Hands the gateway a standing request that the patient approved, and its secret, which is what authorises it. */
  announceStanding(
    standing: StandingRequest,
    secret: Uint8Array,
    options?: CallOptions,
  ): Promise<{ standingId: string }>
  /** As a node: asks for the key of a new record that a standing request watches. `requestId` is the alert's id. */
  requestAlertKey(request: SignedKeyRequest, options?: CallOptions): Promise<AlertKeyAnswer>
  /** Hands in a landed report, of a request or of an alert, to be kept as a record. */
  deliverReport(requestId: string, report: ClinicalReport, options?: CallOptions): Promise<ReportRecord>
  /** Where a landed report is kept. @throws RefusedError RECORD_NOT_FOUND */
  findReport(requestId: string, options?: CallOptions): Promise<ReportRecord>
  /** Hands in what the account that signed in, a clinician, attested to on chain. */
  handInAttestation(
    requestId: string,
    statement: StatementMessage,
    options?: CallOptions,
  ): Promise<KeptAnswer>
  /** Likewise what they learnt later. */
  handInOutcome(requestId: string, statement: StatementMessage, options?: CallOptions): Promise<KeptAnswer>
  /** What clinicians made of a report, for whom the law lets read the report for `purpose`. Hold it against the chain. */
  listAttestations(requestId: string, purpose?: Purpose, options?: CallOptions): Promise<KeptAttestation[]>
  /** How clinicians agreed with a model version. Seconds since 1970. Staff only. */
  modelAgreement(
    modelVersion: string,
    from: number,
    until: number,
    options?: CallOptions,
  ): Promise<ModelAgreement>
  /** What was disclosed of a record. The staff and the patient. */
  listDisclosures(recordId: string, options?: CallOptions): Promise<LoggedDisclosure[]>
  /** What was disclosed of a patient's records, the oldest first. The staff and the patient. */
  patientDisclosures(
    patient: string,
    page?: DisclosurePage,
    options?: CallOptions,
  ): Promise<PatientDisclosures>
  /** What an account is told, the oldest first: a patient, or whoever a patient had alerted. The staff and the account. */
  listNotices(patient: string, page?: Page, options?: CallOptions): Promise<Notice[]>
  /** What happened on chain and concerns a patient, the oldest first. The staff and the patient. */
  patientActivity(patient: string, page?: ActivityPage, options?: CallOptions): Promise<Activity[]>
  /** Anchors what was disclosed since the last time. Staff only. */
  anchorDisclosures(options?: CallOptions): Promise<{ transactionHash: string | null; size: number }>
}

export function gatewayClient({ url, staffToken, timeout: given }: GatewayClientOptions): GatewayClient {
  const timeout = given ?? 20_000
  const transaction = given ?? TRANSACTION
  let token = staffToken
  const place = (path: string) => new URL(path, url.endsWith('/') ? url : `${url}/`)
  const headers = (): Record<string, string> => ({
    accept: 'application/json',
    ...(token && { authorization: `Bearer ${token}` }),
  })

  const call = async <T>(
    schema: z.ZodType<T>,
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    options: CallOptions & { readonly body?: unknown; readonly timeout?: number } = {},
  ): Promise<T> => {
    const { body, signal, timeout: own = timeout } = options
    const init: RequestInit = { method, headers: headers() }
    if (body !== undefined) {
      init.headers = { ...headers(), 'content-type': 'application/json' }
      init.body = canonicalJson(body) as BodyInit
    }
    const limit = AbortSignal.timeout(own)
    return requireShape(schema, await callGateway({ url: place(path), init, timeout: limit, signal }))
  }

  /** Hands in what was signed, for the gateway to send. */
  const relay = (path: string) => (body: unknown, options?: CallOptions) =>
    call(relayedSchema, 'POST', path, { ...options, body, timeout: transaction })

  const ask: Ask = (path, init, { signal, maximumAnswer, timeout: own = timeout }) =>
    askGateway({
      url: place(path),
      init: { ...init, headers: { ...headers(), ...init.headers } },
      timeout: AbortSignal.timeout(own),
      signal,
      maximumAnswer,
    })

  return {
    ...epcisCalls(ask),
    ...packCalls(ask),
    ...planningCalls(ask),
    url,
    async signIn(signer, { scopes, ...options } = {}) {
      const challenge = await call(signInChallengeSchema, 'GET', 'v1/sign-in/nonce', options)
      requireOwnChallenge(challenge, url, globalThis.location?.host)
      const account = await signer.getAddress()
      const message = signInMessage(challenge, { account, issuedAt: new Date(), ...(scopes && { scopes }) })
      const signature = await signer.signMessage(message)
      const opened = await call(accessTokenSchema, 'POST', 'v1/sign-in', {
        ...options,
        body: { message, signature },
      })
      token = opened.access_token
      return sessionOf(account, opened)
    },
    async signOut(options) {
      const ended = call(z.unknown(), 'POST', 'v1/sign-out', options)
      // Whatever the gateway answers: nobody who still holds this client may ask as who has signed out.
      token = staffToken
      await ended
    },

    relayEnrolment: relay('v1/enrolments'),
    relayGrant: relay('v1/consents'),
    relayRestriction: relay('v1/restrictions'),
    relayMonitoringApproval: relay('v1/monitoring-approvals'),
    relayMonitoringEnd: relay('v1/monitoring-ends'),

    async addRecord(record, { signal } = {}) {
      const { patient, category, predecessor } = record
      const path = `v1/patients/${segment(patient)}/records${query({ category, predecessor })}`
      const stillness = idleTimeout(transaction)
      try {
        const upload = await uploadOf(record, stillness.touch)
        const init = { ...upload, method: 'POST', headers: { ...headers(), ...upload.headers } }
        const answer = await callGateway({ url: place(path), init, timeout: stillness.signal, signal })
        return requireShape(storedRecordSchema, answer)
      } finally {
        stillness.stop()
      }
    },
    listRecords: (patient, purpose, options) =>
      call(
        listedRecordsSchema,
        'GET',
        `v1/patients/${segment(patient)}/records${query({ purpose })}`,
        options,
      ),
    requestRecord: (body, options) =>
      call(recordAnswerSchema, 'POST', 'v1/record-requests', { ...options, body }),
    requestKey: (body, options) => call(keyAnswerSchema, 'POST', 'v1/key-requests', { ...options, body }),
    rekeyRecord: (recordId, options) =>
      call(rekeyedSchema, 'POST', `v1/records/${segment(recordId)}/rekey`, options),
    eraseRecord: (recordId, options) =>
      call(erasedSchema, 'DELETE', `v1/records/${segment(recordId)}`, { ...options, timeout: transaction }),

    announceRequest: (request, secret, options) =>
      call(announcedSchema, 'POST', 'v1/inference-requests', {
        ...options,
        body: { request, secret: bytesToHex(secret) },
      }),
    announceStanding: (standing, secret, options) =>
      call(standingAnnouncedSchema, 'POST', 'v1/standing-requests', {
        ...options,
        body: { standing, secret: bytesToHex(secret) },
      }),
    requestAlertKey: (body, options) =>
      call(alertKeyAnswerSchema, 'POST', 'v1/alert-key-requests', { ...options, body }),
    deliverReport: (requestId, body, options) =>
      call(reportRecordSchema, 'POST', `v1/reports/${segment(requestId)}`, {
        ...options,
        body,
        timeout: transaction,
      }),
    findReport: (requestId, options) =>
      call(reportRecordSchema, 'GET', `v1/reports/${segment(requestId)}`, options),

    handInAttestation: (requestId, { content, salt }, options) =>
      call(keptSchema, 'POST', `v1/reports/${segment(requestId)}/attestations`, {
        ...options,
        body: { content, salt },
      }),
    handInOutcome: (requestId, { content, salt }, options) =>
      call(keptSchema, 'POST', `v1/reports/${segment(requestId)}/outcomes`, {
        ...options,
        body: { content, salt },
      }),
    listAttestations: (requestId, purpose, options) =>
      call(
        attestationsSchema,
        'GET',
        `v1/reports/${segment(requestId)}/attestations${query({ purpose })}`,
        options,
      ),
    modelAgreement: (modelVersion, from, until, options) =>
      call(
        agreementSchema,
        'GET',
        `v1/models/${segment(modelVersion)}/agreement${query({ from, until })}`,
        options,
      ),

    listDisclosures: (recordId, options) =>
      call(loggedDisclosuresSchema, 'GET', `v1/records/${segment(recordId)}/disclosures`, options),
    patientActivity: (patient, page = {}, options) =>
      call(activitySchema, 'GET', `v1/patients/${segment(patient)}/activity${query({ ...page })}`, options),
    patientDisclosures: (patient, page = {}, options) =>
      call(
        patientDisclosuresSchema,
        'GET',
        `v1/patients/${segment(patient)}/disclosures${query({ ...page })}`,
        options,
      ),
    listNotices: (patient, page = {}, options) =>
      call(noticesSchema, 'GET', `v1/patients/${segment(patient)}/notices${query({ ...page })}`, options),
    anchorDisclosures: (options) =>
      call(anchoredDisclosuresSchema, 'POST', 'v1/disclosures/anchor', { ...options, timeout: transaction }),
  }
}

const sessionOf = (account: string, { scope, patient, expires_in }: AccessToken): Session => ({
  account,
  scopes: scope.split(' ').filter(Boolean),
  patient,
  expiresAt: new Date(Date.now() + expires_in * 1000),
})

/** What a caller names goes into one part of a path, whatever it holds. */
const segment = (text: string) => encodeURIComponent(text)

function query(values: Record<string, string | number | null | undefined>): string {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== null)
  if (given.length === 0) return ''
  return `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`
}
