import type { CID } from 'multiformats/cid'
import { concatBytes } from '../crypto/bytes.ts'
import { RefusedError, SalusError, UnavailableError } from '../errors/index.ts'
import { corruptBlock, maximumBlockBytes, missingBlock, verifyBlock } from './block.ts'

export interface BlockRequest {
  cid: CID
  url: URL
  method: 'GET' | 'HEAD' | 'POST'
  headers: Record<string, string>
  /** Milliseconds for the whole answer. */
  timeoutMs: number
  signal?: AbortSignal
  /** Whether a failed answer means that the server does not have the block. */
  isMissing(status: number, body: string): boolean
}

/**
 * Fetches one block from a server that may lie, hang or send without end; redirects are refused.
 *
 * @throws RefusedError BLOCK_NOT_FOUND, STORE_DENIED; IntegrityError BLOCK_CORRUPT; UnavailableError
 * STORE_UNAVAILABLE; the signal's reason.
 */
export async function fetchBlock(request: BlockRequest): Promise<Uint8Array> {
  const { cid, url } = request
  const answer = await ask(request)
  if (answer.missing) throw missingBlock(cid, url.host)
  if (answer.body === undefined) throw corruptBlock(cid, url.host)
  await verifyBlock(cid, answer.body, url.host)
  return answer.body
}

/** Whether a server says that it has a block. Errors as fetchBlock, without those of a block. */
export async function askForBlock(request: BlockRequest): Promise<boolean> {
  const { missing } = await ask(request)
  return !missing
}

/** What a failed request to a store means. An abort by the caller keeps the caller's reason. */
export function storeError(error: unknown, host: string, signal?: AbortSignal): unknown {
  if (signal?.aborted) return signal.reason
  if (error instanceof SalusError) return error
  return new UnavailableError(
    'STORE_UNAVAILABLE',
    `The content store at ${host} did not answer; try again later.`,
    { cause: error },
  )
}

/** What a status other than success means for a store. */
export function statusError(status: number, host: string): SalusError {
  if (status === 401 || status === 403) {
    return new RefusedError(
      'STORE_DENIED',
      `The content store at ${host} refused access (${status}); check its token.`,
    )
  }
  return new UnavailableError(
    'STORE_UNAVAILABLE',
    `The content store at ${host} answered with status ${status}; try again later.`,
  )
}

interface Answer {
  missing: boolean
  /** Undefined when it was larger than a block may be. */
  body?: Uint8Array
}

async function ask(request: BlockRequest): Promise<Answer> {
  const { url, method, headers, signal } = request
  signal?.throwIfAborted()
  const timeout = AbortSignal.timeout(request.timeoutMs)
  try {
    const response = await fetch(url, {
      method,
      headers,
      redirect: 'error',
      signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
    })
    const body = await readLimited(response, maximumBlockBytes)
    if (response.ok) return { missing: false, body }
    const text = body === undefined ? '' : new TextDecoder().decode(body.subarray(0, 4096))
    if (request.isMissing(response.status, text)) return { missing: true }
    throw statusError(response.status, url.host)
  } catch (error) {
    throw storeError(error, url.host, signal)
  }
}

async function readLimited(response: Response, limit: number): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of response.body ?? []) {
    length += part.length
    if (length > limit) return undefined
    parts.push(part)
  }
  return concatBytes(...parts)
}
