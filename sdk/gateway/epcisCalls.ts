import { utf8Bytes } from '../crypto/bytes.ts'
import type { ScopedEvent } from '../epcis/event.ts'
import { epcisLimits } from '../epcis/limits.ts'
import { InvalidInputError } from '../errors/index.ts'
import type { CallOptions, GatewayAnswer } from './call.ts'
import { captureJobSchema } from './epcisAnswers.ts'
import type {
  Capturable,
  CaptureErrorBehaviour,
  CaptureJobAnswer,
  EventPage,
  EventParameters,
} from './epcisProtocol.ts'
import type { SignedReadingsRequest } from './readingsRequest.ts'

/** The EPCIS 2.0 repository of a gateway. */
export interface EpcisClient {
  /**
   * Hands in an EPCISDocument. Staff only. @returns the id of the job that stores its events
   * @param behaviour what becomes of the good events where others are bad; default: none is taken
   */
  capture(
    document: Capturable,
    behaviour?: CaptureErrorBehaviour,
    options?: CallOptions,
  ): Promise<{ captureID: string }>
  /** What became of a document. Staff only. @throws RefusedError EPCIS_NOT_FOUND */
  captureJob(captureID: string, options?: CallOptions): Promise<CaptureJobAnswer>
  /**
   * One page of the events that a query finds and the caller may see: names and values as EPCIS 2.0, section 8.2.7.1, has them.
   * What the gateway answers is validated. @throws InvalidInputError EPCIS_QUERY_INVALID, RefusedError NOT_ACCREDITED
   */
  events(query?: EventParameters, options?: CallOptions): Promise<EventPage>
  /**
   * As a node of the committee: the event with the readings of an anchored log. Hold its hash against the chain's.
   * @throws RefusedError NOT_ACCREDITED, EPCIS_NOT_FOUND, SIGNATURE_EXPIRED, REPLAYED
   */
  readings(request: SignedReadingsRequest, options?: CallOptions): Promise<ScopedEvent>
}

/** One request to a gateway, as whoever is signed in. */
export type Ask = (
  path: string,
  init: RequestInit & { readonly headers?: Record<string, string> },
  options: CallOptions & {
    readonly maximumAnswer?: number
    /** Milliseconds. Default: those of the client. */
    readonly timeout?: number
  },
) => Promise<GatewayAnswer>

/** Bytes of an answer: a page of events may hold one of any size that is captured, and what stands around them. */
const MAXIMUM_ANSWER = epcisLimits.maximumBytes

export function epcisCalls(ask: Ask): EpcisClient {
  return {
    async capture(document, behaviour = 'rollback', options = {}) {
      const body = document instanceof Uint8Array ? document : utf8Bytes(JSON.stringify(document))
      const headers = { 'content-type': 'application/ld+json', 'gs1-capture-error-behaviour': behaviour }
      const answer = await ask('epcis/capture', { method: 'POST', headers, body: body as BodyInit }, options)
      const [, captureID] =
        /\/capture\/([0-9a-zA-Z-]{1,64})$/.exec(answer.headers.get('location') ?? '') ?? []
      if (captureID) return { captureID }
      throw new InvalidInputError('MESSAGE_INVALID', "The gateway's answer names no capture job.")
    },
    async captureJob(captureID, options = {}) {
      const { text } = await ask(`epcis/capture/${encodeURIComponent(captureID)}`, { method: 'GET' }, options)
      const result = captureJobSchema.safeParse(jsonOf(text))
      if (result.success) return result.data
      throw new InvalidInputError('MESSAGE_INVALID', "The gateway's answer is no capture job.")
    },
    async events(query = {}, options = {}) {
      const path = `epcis/events${searchOf(query)}`
      const { text, headers } = await ask(
        path,
        { method: 'GET' },
        { ...options, maximumAnswer: MAXIMUM_ANSWER },
      )
      const { parseEpcis } = await import('../epcis/validateEpcis.ts')
      return { events: parseEpcis(utf8Bytes(text)), nextPageToken: nextPageToken(headers.get('link')) }
    },
    async readings({ logId, deadline, signature }, options = {}) {
      const init = {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ deadline, signature }),
      }
      const path = `epcis/readings/${encodeURIComponent(logId)}`
      const { text } = await ask(path, init, { ...options, maximumAnswer: MAXIMUM_ANSWER })
      const { parseEpcis } = await import('../epcis/validateEpcis.ts')
      const [event] = parseEpcis(utf8Bytes(text))
      if (event) return event
      throw new InvalidInputError('MESSAGE_INVALID', "The gateway's answer is no event.")
    },
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Of several values, | stands between them (EPCIS 2.0, section 12.7). */
function searchOf(query: EventParameters): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join('|') : String(value)]],
  )
  return given.length > 0 ? `?${new URLSearchParams(given)}` : ''
}

function nextPageToken(link: string | null): string | undefined {
  const [, target = ''] = /<([^>]*)>\s*;\s*rel="?next"?/.exec(link ?? '') ?? []
  return new URLSearchParams(target.slice(target.indexOf('?') + 1)).get('nextPageToken') ?? undefined
}
