import type { z } from 'zod'
import type { SignedGrant } from '../consent/signedGrant.ts'
import type { SignedRestriction } from '../consent/signedRestriction.ts'
import { bytesToHex } from '../crypto/bytes.ts'
import { canonicalJson } from '../crypto/canonicalJson.ts'
import { parseEnvelope } from '../crypto/envelope.ts'
import {
  type ErrorCode,
  errorCodes,
  InvalidInputError,
  RefusedError,
  type SalusError,
  UnavailableError,
} from '../errors/index.ts'
import { type InferenceRequest, parseInferenceRequest } from '../inference/inferenceRequest.ts'
import type { SignedKeyRequest } from '../inference/keyRequest.ts'
import type { RiskReport } from '../inference/riskReport.ts'
import type { SignedEnrolment } from '../records/enrol.ts'
import type { SignedRecordRequest } from '../records/recordRequest.ts'
import { parseReleasedRecord } from '../records/releasedRecord.ts'
import {
  anchoredDisclosuresSchema,
  announcedSchema,
  keyAnswerSchema,
  loggedDisclosuresSchema,
  recordAnswerSchema,
  refusalSchema,
  relayedSchema,
  reportRecordSchema,
  storedRecordSchema,
} from './answers.ts'
import type {
  KeyAnswer,
  LoggedDisclosure,
  NewRecord,
  RecordAnswer,
  ReportRecord,
  StoredRecord,
} from './protocol.ts'

/** Largest answer that a client reads, in bytes. */
const MAXIMUM_ANSWER = 4 * 1024 * 1024

export interface GatewayClientOptions {
  readonly url: string
  /** Bearer token of the custodian's own staff; patients, clinicians and nodes need none. */
  readonly staffToken?: string | undefined
  /** Milliseconds that one call may take. Default 20,000. */
  readonly timeout?: number
}

/** An organisation's gateway, over HTTP. Every method may reject with UnavailableError GATEWAY_UNAVAILABLE. */
export interface GatewayClient {
  readonly url: string
  relayEnrolment(enrolment: SignedEnrolment): Promise<{ transactionHash: string }>
  relayGrant(grant: SignedGrant): Promise<{ transactionHash: string }>
  relayRestriction(restriction: SignedRestriction): Promise<{ transactionHash: string }>
  /** Takes in a record. Staff only. */
  addRecord(record: NewRecord): Promise<StoredRecord>
  requestRecord(request: SignedRecordRequest): Promise<RecordAnswer>
  requestKey(request: SignedKeyRequest): Promise<KeyAnswer>
  /** Hands the gateway a request's content and secret, for the committee. The secret is what authorises it. */
  announceRequest(request: InferenceRequest, secret: Uint8Array): Promise<{ requestId: string }>
  /** Hands in a landed report, to be kept as a record. */
  deliverReport(requestId: string, report: RiskReport): Promise<ReportRecord>
  /** Where a landed report is kept. @throws RefusedError RECORD_NOT_FOUND */
  findReport(requestId: string): Promise<ReportRecord>
  /** What was disclosed of a record. Staff only. */
  listDisclosures(recordId: string): Promise<LoggedDisclosure[]>
  /** Anchors what was disclosed since the last time. Staff only. */
  anchorDisclosures(): Promise<{ transactionHash: string | null; size: number }>
}

export function gatewayClient(options: GatewayClientOptions): GatewayClient {
  const call = async <T>(
    schema: z.ZodType<T>,
    method: 'GET' | 'POST',
    path: string,
    body?: unknown,
  ): Promise<T> => {
    const answer = schema.safeParse(await callGateway(options, method, path, body))
    if (answer.success) return answer.data
    const place = answer.error.issues[0]?.path.join('.') || 'its top level'
    throw new InvalidInputError('MESSAGE_INVALID', `The gateway's answer is malformed at ${place}.`)
  }

  return {
    url: options.url,
    relayEnrolment: (enrolment) => call(relayedSchema, 'POST', 'v1/enrolments', enrolment),
    relayGrant: (grant) => call(relayedSchema, 'POST', 'v1/consents', grant),
    relayRestriction: (restriction) => call(relayedSchema, 'POST', 'v1/restrictions', restriction),
    addRecord: ({ content, ...record }) =>
      call(storedRecordSchema, 'POST', 'v1/records', { ...record, content: base64(content) }),
    async requestRecord(request) {
      const answer = await call(recordAnswerSchema, 'POST', 'v1/record-requests', request)
      return { ...answer, record: parseReleasedRecord(answer.record) }
    },
    async requestKey(request) {
      const answer = await call(keyAnswerSchema, 'POST', 'v1/key-requests', request)
      return {
        ...answer,
        record: parseReleasedRecord(answer.record),
        request: parseInferenceRequest(answer.request),
        secret: parseEnvelope(answer.secret),
      }
    },
    announceRequest: (request, secret) =>
      call(announcedSchema, 'POST', 'v1/inference-requests', { request, secret: bytesToHex(secret) }),
    deliverReport: (requestId, report) => call(reportRecordSchema, 'POST', `v1/reports/${requestId}`, report),
    findReport: (requestId) => call(reportRecordSchema, 'GET', `v1/reports/${requestId}`),
    listDisclosures: (recordId) => call(loggedDisclosuresSchema, 'GET', `v1/disclosures/${recordId}`),
    anchorDisclosures: () => call(anchoredDisclosuresSchema, 'POST', 'v1/disclosures/anchor', {}),
  }
}

async function callGateway(
  { url, staffToken, timeout = 20_000 }: GatewayClientOptions,
  method: string,
  path: string,
  body: unknown,
): Promise<unknown> {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (body !== undefined) headers['content-type'] = 'application/json'
  if (staffToken) headers.authorization = `Bearer ${staffToken}`
  let response: Response
  let text: string
  try {
    response = await fetch(new URL(path, withSlash(url)), {
      method,
      headers,
      redirect: 'error',
      signal: AbortSignal.timeout(timeout),
      ...(body === undefined ? {} : { body: canonicalJson(body) as BodyInit }),
    })
    text = await readText(response)
  } catch (cause) {
    if (cause instanceof InvalidInputError) throw cause
    throw new UnavailableError(
      'GATEWAY_UNAVAILABLE',
      `The gateway at ${new URL(url).origin} did not answer. Check that it runs and that its URL is right.`,
      { cause },
    )
  }
  if (response.ok) return parseJson(text)
  throw refusalError(response.status, text)
}

async function readText(response: Response): Promise<string> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response.body ?? []) {
    size += part.length
    if (size > MAXIMUM_ANSWER) {
      throw new InvalidInputError('MESSAGE_INVALID', 'The gateway answered with more than 4 MiB.')
    }
    parts.push(part)
  }
  return new TextDecoder().decode(await new Blob(parts as BlobPart[]).arrayBuffer())
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new InvalidInputError('MESSAGE_INVALID', 'The gateway answered with something that is not JSON.', {
      cause,
    })
  }
}

/** A proxy in front of the gateway may have answered: what is not a refusal of the gateway counts by its status. */
function refusalError(status: number, text: string): SalusError {
  const refusal = refusalSchema.safeParse(jsonOrNothing(text))
  const isKnown = refusal.success && Object.hasOwn(errorCodes, refusal.data.code)
  const code = isKnown ? (refusal.data.code as ErrorCode) : 'GATEWAY_REFUSED'
  const message = refusal.success ? refusal.data.message : `The gateway refused with status ${status}.`
  return status >= 500 || status === 429
    ? new UnavailableError(code, message)
    : new RefusedError(code, message)
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const withSlash = (url: string) => (url.endsWith('/') ? url : `${url}/`)

const base64 = (bytes: Uint8Array): string => {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}
