import { readLimited } from '../../sdk/http/readLimited.ts'
import { type Share, shareSchema } from './exchange.ts'

/** Milliseconds that a peer has to answer, and bytes that it may answer with. */
const TIMEOUT = 2_000
const MAXIMUM_SHARE = 4_096

/** A peer's share, that it has none, or that it does not answer as a peer does. */
export type PeerAnswer = Share | 'absent' | 'failed'

/** Asks a peer for its share. Never rejects: a peer may say anything, or nothing. */
export async function fetchShare(peer: string, requestId: string, signal?: AbortSignal): Promise<PeerAnswer> {
  const timeout = AbortSignal.timeout(TIMEOUT)
  try {
    const response = await fetch(new URL(`v1/shares/${requestId}`, peer.endsWith('/') ? peer : `${peer}/`), {
      redirect: 'error',
      signal: signal ? AbortSignal.any([timeout, signal]) : timeout,
    })
    const text = await readLimited(response, MAXIMUM_SHARE)
    if (response.status === 404) return 'absent'
    if (!response.ok || text === undefined) return 'failed'
    return shareSchema.safeParse(JSON.parse(text)).data ?? 'failed'
  } catch {
    return 'failed'
  }
}
