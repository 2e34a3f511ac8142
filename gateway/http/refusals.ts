import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import {
  errorCodes,
  IntegrityError,
  InvalidInputError,
  SalusError,
  UnavailableError,
} from '../../sdk/errors/index.ts'

/** How the gateway says no. */
export interface Refusal {
  readonly code: string
  readonly message: string
}

/** Gives every error a status and a sentence; what nobody foresaw is answered without a detail. */
export function answerErrors(server: FastifyInstance): void {
  server.setErrorHandler((error, request, reply) => {
    const { status, body } = describe(error)
    if (status === 401) challenge(request, reply)
    // RFC 9110, section 15.5.16: what would have been taken.
    if (status === 415) reply.header('accept-encoding', 'identity')
    return reply.status(status).send(body)
  })
  server.setNotFoundHandler((_request, reply) =>
    reply.status(404).send({ code: 'GATEWAY_REFUSED', message: 'There is no such resource.' }),
  )
}

/** What is no path of any route, for one because an escape in it is malformed. Fastify's own sentence would repeat it. */
export function refuseUrl(_error: unknown, _request: FastifyRequest, reply: FastifyReply): void {
  reply.status(400).send({ code: 'MESSAGE_INVALID', message: 'The path of the request cannot be read.' })
}

/** RFC 6750, section 3: a token that was given and is not good is named as such. */
export function challenge({ headers }: FastifyRequest, reply: FastifyReply): void {
  const detail = headers.authorization === undefined ? '' : ', error="invalid_token"'
  reply.header('www-authenticate', `Bearer realm="salus"${detail}`)
}

/** What a caller is told: a Salus error as it is, anything else without a detail that could carry health data. */
export function describe(error: unknown): { status: number; body: Refusal } {
  const status = (error as { statusCode?: number }).statusCode
  if (error instanceof SalusError) {
    // The store's own sentences name folders of this machine.
    const isOfStore = STORE_FAULTS.has(error.code) || error.code === 'BLOCK_NOT_FOUND'
    const message = isOfStore ? errorCodes[error.code] : error.message
    return { status: statusOf(error), body: { code: error.code, message } }
  }
  if (status === 413) {
    return {
      status,
      body: { code: 'INPUT_TOO_LARGE', message: 'The message is larger than this call allows.' },
    }
  }
  if (status !== undefined && status >= 400 && status < 500) {
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

/** Statuses that do not follow from the kind of error. */
const STATUSES: Readonly<Record<string, number>> = {
  NOT_AUTHORISED: 401,
  MESSAGE_SLOW: 408,
  INPUT_TOO_LARGE: 413,
  RATE_LIMITED: 429,
}

function statusOf(error: SalusError): number {
  if (error instanceof RefusedStatus) return error.status
  const own = STATUSES[error.code]
  if (own !== undefined) return own
  if (error instanceof UnavailableError || STORE_FAULTS.has(error.code)) return 503
  if (error instanceof InvalidInputError || error instanceof IntegrityError) return 400
  return error.code.endsWith('_NOT_FOUND') ? 404 : 403
}

/** A malformed request for which HTTP has a status of its own. */
export class RefusedStatus extends InvalidInputError {
  readonly status: number

  constructor(status: number, message: string) {
    super('MESSAGE_INVALID', message)
    this.status = status
  }
}
