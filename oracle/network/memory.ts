import type { Share } from '../quorum/exchange.ts'
import type { ChainRequest } from '../requests/openRequest.ts'
import type { SignedAnswer } from '../requests/signAnswer.ts'

/** Milliseconds that a request that cannot go on waits: the first time, doubled each time, and at most. */
const FIRST_WAIT = 100
const LONGEST_WAIT = 60_000

/** What a node remembers while it runs. Losing it costs work, never correctness. */
export interface Memory {
  remember(request: ChainRequest): void
  /** The requests whose turn it is now. */
  pending(): ChainRequest[]
  /** Looks at a request later, each time later still. */
  postpone(requestId: string): void
  /** Drops a request that is over, with the answer and its health data. */
  forget(requestId: string): void
  answerOf(requestId: string): SignedAnswer | undefined
  keep(requestId: string, answer: SignedAnswer): void
  shareOf(requestId: string): Share | undefined
  /** Whether this is the first time that the node has this to say of this request. */
  isNews(requestId: string, what: string): boolean
  /** Milliseconds since 1970 at which this node signed. */
  signedAt(requestId: string): number
}

interface Entry {
  readonly request: ChainRequest
  readonly said: Set<string>
  waited: number
  notBefore: number
  answer?: SignedAnswer
  signedAt: number
}

export function createMemory(now: () => number = Date.now): Memory {
  const entries = new Map<string, Entry>()
  return {
    remember(request) {
      if (entries.has(request.requestId)) return
      entries.set(request.requestId, { request, said: new Set(), waited: 0, notBefore: 0, signedAt: 0 })
    },
    pending: () =>
      [...entries.values()].filter(({ notBefore }) => notBefore <= now()).map(({ request }) => request),
    postpone(requestId) {
      const entry = entries.get(requestId)
      if (!entry) return
      entry.waited = Math.min(entry.waited * 2 || FIRST_WAIT, LONGEST_WAIT)
      entry.notBefore = now() + entry.waited
    },
    forget: (requestId) => void entries.delete(requestId),
    answerOf: (requestId) => entries.get(requestId)?.answer,
    keep(requestId, answer) {
      const entry = entries.get(requestId)
      if (entry) Object.assign(entry, { answer, signedAt: now(), waited: 0 })
    },
    shareOf(requestId) {
      const answer = entries.get(requestId)?.answer
      if (!answer) return undefined
      const { outputHash, configDigest } = answer.report
      return { outputHash, configDigest, signature: answer.signature }
    },
    isNews(requestId, what) {
      const said = entries.get(requestId)?.said
      if (!said || said.has(what)) return false
      said.add(what)
      return true
    },
    signedAt: (requestId) => entries.get(requestId)?.signedAt ?? 0,
  }
}
