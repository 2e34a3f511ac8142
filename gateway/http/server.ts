import { timingSafeEqual } from 'node:crypto'
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import type { CID } from 'multiformats/cid'
import { z } from 'zod'
import { hashSchema } from '../../sdk/chain/schemas.ts'
import {
  errorCodes,
  InvalidInputError,
  RefusedError,
  SalusError,
  UnavailableError,
} from '../../sdk/errors/index.ts'
import {
  enrolmentSchema,
  grantSchema,
  inferenceRequestMessageSchema,
  MAXIMUM_RECORD_BYTES,
  newRecordSchema,
  restrictionSchema,
} from '../../sdk/gateway/protocol.ts'
import { parseInferenceRequest } from '../../sdk/inference/inferenceRequest.ts'
import { keyRequestSchema } from '../../sdk/inference/keyRequest.ts'
import type { RiskReport } from '../../sdk/inference/riskReport.ts'
import { recordRequestSchema } from '../../sdk/records/recordRequest.ts'
import { parseCid } from '../../sdk/storage/block.ts'
import type { BlockReader } from '../../sdk/storage/blockstore.ts'
import type { GatewayContext } from '../context.ts'
import { anchorDisclosures } from '../disclosures/anchorDisclosures.ts'
import { listDisclosures } from '../disclosures/listDisclosures.ts'
import { announceRequest } from '../inference/announceRequest.ts'
import { deliverReport } from '../inference/deliverReport.ts'
import { releaseToNode } from '../inference/releaseToNode.ts'
import { ingest } from '../records/ingest.ts'
import { releaseToPerson } from '../records/release.ts'
import { relayOwnEnrolment, relayPatientGrant, relayPatientRestriction } from '../relay.ts'

export interface ServerOptions {
  /** Ciphertext blocks, served to anyone as a trustless IPFS gateway does. */
  readonly blocks: BlockReader
  /** Bearer token of the custodian's staff. */
  readonly staffToken: string
}

const KIBIBYTE = 1024
/** Base 64 takes 4 bytes for 3, and the fields around it take little. */
const RECORD_BODY = Math.ceil((MAXIMUM_RECORD_BYTES * 4) / 3) + 4 * KIBIBYTE

/** The HTTP face of a gateway. It parses and answers; what may happen is decided in the actions it calls. */
export function createServer(
  context: GatewayContext,
  { blocks, staffToken }: ServerOptions,
): FastifyInstance {
  const server = Fastify({ bodyLimit: 256 * KIBIBYTE, requestTimeout: 30_000, logger: false })
  // Asked before the body is read: a stranger cannot make the gateway take in a record's worth of bytes.
  const staff = { onRequest: async (request: FastifyRequest) => requireStaff(request, staffToken) }

  server.setErrorHandler((error, _request, reply) => {
    const { status, body } = describe(error)
    return reply.status(status).send(body)
  })
  server.setNotFoundHandler((_request, reply) =>
    reply.status(404).send({ code: 'GATEWAY_REFUSED', message: 'There is no such resource.' }),
  )

  server.get('/health', async () => ({ status: 'ok', custodianOrg: context.custodianOrg }))

  server.post('/v1/enrolments', ({ body }) => relayOwnEnrolment(context, parse(enrolmentSchema, body)))
  server.post('/v1/consents', ({ body }) => relayPatientGrant(context, parse(grantSchema, body)))
  server.post('/v1/restrictions', ({ body }) =>
    relayPatientRestriction(context, parse(restrictionSchema, body)),
  )

  server.post('/v1/records', { ...staff, bodyLimit: RECORD_BODY }, ({ body }) => {
    const { content, ...record } = parse(newRecordSchema, body)
    return ingest(context, { ...record, content: Buffer.from(content, 'base64') })
  })
  server.post('/v1/record-requests', ({ body }) => releaseToPerson(context, parse(recordRequestSchema, body)))
  server.post('/v1/key-requests', ({ body }) => releaseToNode(context, parse(keyRequestSchema, body)))

  server.post('/v1/inference-requests', ({ body }) => {
    const { request, secret } = parse(inferenceRequestMessageSchema, body)
    return announceRequest(context, parseInferenceRequest(request), secret)
  })
  server.post('/v1/reports/:id', ({ params, body }) => {
    // Taken as they are: only bytes that hash to what the quorum signed are kept.
    return deliverReport(context, idIn(params), body as RiskReport)
  })
  server.get('/v1/reports/:id', async ({ params }) => {
    const requestId = idIn(params)
    const report = context.store.findReport(requestId)
    if (report?.isAnchored) return { requestId, recordId: report.recordId }
    throw new RefusedError('RECORD_NOT_FOUND', `No report of the request ${requestId} is kept here yet.`)
  })

  server.get('/v1/disclosures/:id', staff, ({ params }) => listDisclosures(context, idIn(params)))
  server.post('/v1/disclosures/anchor', staff, () => anchorDisclosures(context))

  server.get('/ipfs/:cid', async ({ params }, reply) => {
    const bytes = await blocks.get(cidIn(params))
    return reply.header('content-type', 'application/vnd.ipld.raw').send(Buffer.from(bytes))
  })
  return server
}

function requireStaff({ headers }: FastifyRequest, token: string): void {
  const given = Buffer.from(headers.authorization ?? '')
  const expected = Buffer.from(`Bearer ${token}`)
  if (given.length === expected.length && timingSafeEqual(given, expected)) return
  throw new RefusedError(
    'NOT_AUTHORISED',
    'This call is for the staff of the custodian. Give the staff token.',
  )
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  const place = issue?.path.join('.') || 'its top level'
  throw new InvalidInputError('MESSAGE_INVALID', `The message is malformed at ${place}.`)
}

const idIn = (params: unknown): string => parse(z.object({ id: hashSchema }), params).id

const cidIn = (params: unknown): CID => parseCid(parse(z.object({ cid: z.string() }), params).cid)

/** What a caller is told: a Salus error as it is, anything else without a detail that could carry health data. */
function describe(error: unknown): { status: number; body: { code: string; message: string } } {
  if (error instanceof SalusError) {
    // The store's own sentences name folders of this machine.
    const isOfStore = STORE_FAULTS.has(error.code) || error.code === 'BLOCK_NOT_FOUND'
    return {
      status: statusOf(error),
      body: { code: error.code, message: isOfStore ? errorCodes[error.code] : error.message },
    }
  }
  const status = (error as { statusCode?: number }).statusCode
  if (status === 413) {
    return {
      status,
      body: { code: 'INPUT_TOO_LARGE', message: 'The message is larger than this call allows.' },
    }
  }
  if (status && status < 500) {
    return { status, body: { code: 'MESSAGE_INVALID', message: 'The message is not JSON that can be read.' } }
  }
  return {
    status: 500,
    body: { code: 'GATEWAY_REFUSED', message: 'The gateway failed to answer. Try again.' },
  }
}

/** What is wrong with the gateway's own store, never with what the caller sent. */
const STORE_FAULTS = new Set<string>([
  'BLOCK_CORRUPT',
  'CONTENT_INVALID',
  'STORE_UNAVAILABLE',
  'STORE_FULL',
  'STORE_DENIED',
])

function statusOf(error: SalusError): number {
  if (error instanceof UnavailableError || STORE_FAULTS.has(error.code)) return 503
  if (error instanceof InvalidInputError) return 400
  if (error.code.endsWith('_NOT_FOUND')) return 404
  return error.code === 'NOT_AUTHORISED' ? 401 : 403
}
