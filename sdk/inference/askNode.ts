import { InvalidInputError, UnavailableError } from '../errors/index.ts'
import { readLimited } from '../http/readLimited.ts'
import { type NodeStatus, nodeStatusSchema } from './nodeStatus.ts'

/** Milliseconds that a node has to answer, and bytes that it may answer with: a thousand model versions fit. */
const TIMEOUT = 5_000
const MAXIMUM_STATUS = 131_072

/**
 * What a node says of itself.
 * @throws UnavailableError SERVICE_FAILED, InvalidInputError MESSAGE_INVALID; the signal's reason
 */
export async function askNode(nodeUrl: string, signal?: AbortSignal): Promise<NodeStatus> {
  const url = new URL('status', nodeUrl.endsWith('/') ? nodeUrl : `${nodeUrl}/`)
  const timeout = AbortSignal.timeout(TIMEOUT)
  let text: string | undefined
  try {
    const response = await fetch(url, {
      redirect: 'error',
      credentials: 'omit',
      cache: 'no-store',
      signal: signal ? AbortSignal.any([timeout, signal]) : timeout,
    })
    if (!response.ok) throw new Error(`status ${response.status}`)
    text = await readLimited(response, MAXIMUM_STATUS)
  } catch (cause) {
    signal?.throwIfAborted()
    throw new UnavailableError('SERVICE_FAILED', `The node at ${url.origin} did not answer.`, { cause })
  }
  const status = nodeStatusSchema.safeParse(text === undefined ? undefined : jsonOf(text))
  if (status.success) return status.data
  throw new InvalidInputError(
    'MESSAGE_INVALID',
    `The node at ${url.origin} answered, and not with its status.`,
  )
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
