import { fetchShare, type PeerAnswer } from './fetchShare.ts'

/** Milliseconds that a peer which failed is left alone: the first time, doubled each time, and at most. */
const FIRST_REST = 250
const LONGEST_REST = 30_000
/** Questions that may be open at one peer. */
const OPEN_QUESTIONS = 16

interface Standing {
  rest: number
  notBefore: number
  open: number
}

/** Asks peers for their shares, and leaves those alone for a while that fail. */
export interface PeerBook {
  ask(peer: string, requestId: string, signal?: AbortSignal): Promise<PeerAnswer>
}

/** @param now milliseconds since 1970 */
export function createPeerBook(
  now: () => number = Date.now,
  fetch: typeof fetchShare = fetchShare,
): PeerBook {
  const standings = new Map<string, Standing>()
  const standingOf = (peer: string): Standing => {
    const known = standings.get(peer)
    if (known) return known
    const fresh = { rest: 0, notBefore: 0, open: 0 }
    standings.set(peer, fresh)
    return fresh
  }
  return {
    async ask(peer, requestId, signal) {
      const standing = standingOf(peer)
      if (standing.notBefore > now() || standing.open >= OPEN_QUESTIONS) return 'failed'
      standing.open += 1
      const answer = await fetch(peer, requestId, signal).finally(() => {
        standing.open -= 1
      })
      // Who was not waited for has not failed.
      if (signal?.aborted) return answer
      standing.rest = answer === 'failed' ? Math.min(standing.rest * 2 || FIRST_REST, LONGEST_REST) : 0
      standing.notBefore = now() + standing.rest
      return answer
    },
  }
}
