import { z } from 'zod'
import {
  type ErrorCode,
  errorCodes,
  InvalidInputError,
  RefusedError,
  type SalusError,
  UnavailableError,
} from '../errors/index.ts'
import { readLimited } from '../http/readLimited.ts'
import { refusalSchema } from './answers.ts'
import { GatewayRefusal } from './gatewayRefusal.ts'

/** Largest answer that a client reads unless it expects more, in bytes. */
const MAXIMUM_ANSWER = 4 * 1024 * 1024

/** Milliseconds that a call may take which waits for a transaction. */
export const TRANSACTION = 180_000

export interface CallOptions {
  /** Aborting makes the call reject with the signal's reason. What the gateway had begun may still happen. */
  readonly signal?: AbortSignal
}

export interface GatewayCall {
  readonly url: URL
  readonly init: RequestInit
  /** Ends the call when it has taken too long. */
  readonly timeout: AbortSignal
  /** The caller's own. */
  readonly signal?: AbortSignal | undefined
  /** Bytes of the largest answer that is read. Default 4 MiB. */
  readonly maximumAnswer?: number | undefined
}

/** What a gateway answered with, as it came. */
export interface GatewayAnswer {
  readonly text: string
  readonly headers: Headers
}

/**
 * One request to a gateway, which is tried once. Gives the JSON that it answers with.
 * @throws UnavailableError GATEWAY_UNAVAILABLE; what the gateway refuses with; the signal's reason
 */
export async function callGateway(call: GatewayCall): Promise<unknown> {
  return parseJson((await askGateway(call)).text)
}

/** As {@link callGateway}, of which the answer is read by whoever asks. */
export async function askGateway(call: GatewayCall): Promise<GatewayAnswer> {
  const { url, init, timeout, signal, maximumAnswer = MAXIMUM_ANSWER } = call
  signal?.throwIfAborted()
  let response: Response
  let text: string
  try {
    response = await fetch(url, {
      ...init,
      redirect: 'error',
      // Sessions are carried in a header alone, so that no other page can use them.
      credentials: 'omit',
      signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
    })
    text = await readText(response, maximumAnswer)
  } catch (cause) {
    signal?.throwIfAborted()
    if (cause instanceof InvalidInputError) throw cause
    throw new UnavailableError(
      'GATEWAY_UNAVAILABLE',
      `The gateway at ${url.origin} did not answer. Check that it runs and that its URL is right.`,
      { cause },
    )
  }
  if (response.ok) return { text, headers: response.headers }
  throw refusalError(response.status, text)
}

async function readText(response: Response, maximumAnswer: number): Promise<string> {
  const text = await readLimited(response, maximumAnswer)
  if (text !== undefined) return text
  throw new InvalidInputError(
    'MESSAGE_INVALID',
    `The gateway answered with more than ${maximumAnswer / 2 ** 20} MiB.`,
  )
}

/** The JSON of an answer. @throws InvalidInputError MESSAGE_INVALID */
export function parseJson(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text)
  } catch (cause) {
    throw new InvalidInputError('MESSAGE_INVALID', 'The gateway answered with something that is not JSON.', {
      cause,
    })
  }
}

/** Statuses that may be another the next time: 408 and 429 besides those of 500 and above (RFC 9110, section 15). */
const isTransient = (status: number) => status >= 500 || status === 408 || status === 429

/** EPCIS says no in words of its own (RFC 7807). */
const refusalOf = z.union([
  refusalSchema,
  z
    .object({ code: z.string().max(64), detail: z.string().max(1000) })
    .transform(({ code, detail }) => ({ code, message: detail })),
])

/** A proxy in front of the gateway may have answered: what is not a refusal of the gateway counts by its status. */
function refusalError(status: number, text: string): SalusError {
  const refusal = refusalOf.safeParse(jsonOrNothing(text))
  const isKnown = refusal.success && Object.hasOwn(errorCodes, refusal.data.code)
  const code = isKnown ? (refusal.data.code as ErrorCode) : 'GATEWAY_REFUSED'
  const message = refusal.success ? refusal.data.message : `The gateway refused with status ${status}.`
  const options = { cause: new GatewayRefusal(status) }
  return isTransient(status)
    ? new UnavailableError(code, message, options)
    : new RefusedError(code, message, options)
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
