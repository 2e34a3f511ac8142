import type { IncomingHttpHeaders } from 'node:http'
import { InvalidInputError } from '../../../sdk/errors/index.ts'
import { RefusedStatus } from '../refusals.ts'
import { sha256In } from './contentDigest.ts'

/** What the headers say about a record on its way in. */
export interface UploadHeaders {
  /** Type and subtype, without parameters. */
  readonly mediaType: string
  /** Bytes. */
  readonly size: number
  /** 0x-prefixed. */
  readonly sha256: string
}

/**
 * Reads the headers of an upload, before any of its body.
 * @throws RefusedStatus 400, 411, 415; InvalidInputError INPUT_TOO_LARGE
 */
export function readUploadHeaders(headers: IncomingHttpHeaders, maximumBytes: number): UploadHeaders {
  const length = headers['content-length']
  if (length === undefined || !/^\d{1,15}$/.test(length)) {
    throw new RefusedStatus(411, 'Say how many bytes the record has: give its Content-Length.')
  }
  const size = Number(length)
  if (size > maximumBytes) {
    throw new InvalidInputError(
      'INPUT_TOO_LARGE',
      `A record may have ${maximumBytes} bytes at most, not ${size}.`,
    )
  }
  const mediaType = /^\s*([\w.+-]+\/[\w.+-]+)\s*(?:;|$)/.exec(headers['content-type'] ?? '')?.[1]
  if (mediaType === undefined || mediaType.length > 100) {
    throw new RefusedStatus(415, 'Say what the record is: give its media type as Content-Type.')
  }
  return { mediaType: mediaType.toLowerCase(), size, sha256: sha256In(headers['content-digest']) }
}
