import rateLimit from '@fastify/rate-limit'
import Fastify, { type FastifyInstance } from 'fastify'
import { z } from 'zod'
import { hashSchema, signatureSchema } from '../../sdk/chain/schemas.ts'

/** What a node shows its peers of its answer: a salted hash and a signature, nothing about the patient. */
export const shareSchema = z.strictObject({
  configDigest: hashSchema,
  outputHash: hashSchema,
  signature: signatureSchema,
})

export type Share = z.infer<typeof shareSchema>

/** Bytes of a request's body that are read: no route takes one. */
const BODY_LIMIT = 1_024
/** Milliseconds that a whole request may take to come in. */
const REQUEST_TIMEOUT = 5_000
const CONNECTIONS = 512
/** Questions a minute from one address: a peer asks a few times for each request. */
const QUESTIONS_PER_MINUTE = 60_000

export interface ExchangeOptions {
  readonly host: string
  /** 0 for any free port. */
  readonly port: number
  /** Default 60,000. */
  readonly questionsPerMinute?: number
  /** Adds routes for whoever runs the node. */
  readonly addRoutes?: (server: FastifyInstance) => void
}

export interface Exchange {
  readonly url: string
  close(): Promise<void>
}

/** Serves a node's shares to whoever asks. Nothing is taken in, so nobody can push at a node. */
export async function serveShares(
  find: (requestId: string) => Share | undefined,
  { host, port, questionsPerMinute = QUESTIONS_PER_MINUTE, addRoutes }: ExchangeOptions,
): Promise<Exchange> {
  const server = Fastify({
    logger: false,
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT,
    connectionTimeout: 2 * REQUEST_TIMEOUT,
    forceCloseConnections: true,
  })
  server.server.maxConnections = CONNECTIONS
  server.server.headersTimeout = REQUEST_TIMEOUT
  await server.register(rateLimit, { max: questionsPerMinute, timeWindow: 60_000 })
  // A body is not waited for: whoever sends one is cut off with the answer.
  server.addHook('onRequest', async ({ headers }, reply) => {
    if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) return
    await reply
      .status(413)
      .header('connection', 'close')
      .send({ code: 'INPUT_TOO_LARGE', message: 'Nothing is taken in here.' })
  })
  server.get('/v1/shares/:id', async ({ params }, reply) => {
    const id = z.object({ id: hashSchema }).safeParse(params)
    const share = id.success ? find(id.data.id) : undefined
    return (
      share ?? reply.status(404).send({ code: 'REQUEST_NOT_OPEN', message: 'No answer to this request.' })
    )
  })
  addRoutes?.(server)
  const url = await server.listen({ host, port })
  return { url, close: () => server.close() }
}
