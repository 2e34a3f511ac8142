import type { Share } from '../quorum/exchange.ts'
import type { ChainRequest } from '../requests/openRequest.ts'
import type { SignedAnswer } from '../requests/signAnswer.ts'

/** What a node remembers while it runs. Losing it costs work, never correctness. */
export interface Memory {
  remember(request: ChainRequest): void
  pending(): ChainRequest[]
  forget(requestId: string): void
  answerOf(requestId: string): SignedAnswer | undefined
  keep(requestId: string, answer: SignedAnswer): void
  shareOf(requestId: string): Share | undefined
  /** Whether this is the first time that the node has this to say. */
  isNews(what: string): boolean
  /** Milliseconds since 1970 at which this node signed. */
  signedAt(requestId: string): number
}

export function createMemory(): Memory {
  const requests = new Map<string, ChainRequest>()
  const answers = new Map<string, { readonly answer: SignedAnswer; readonly at: number }>()
  const said = new Set<string>()
  return {
    remember: (request) => void requests.set(request.requestId, request),
    pending: () => [...requests.values()],
    forget: (requestId) => void requests.delete(requestId),
    answerOf: (requestId) => answers.get(requestId)?.answer,
    keep: (requestId, answer) => void answers.set(requestId, { answer, at: Date.now() }),
    shareOf(requestId) {
      const held = answers.get(requestId)?.answer
      if (!held) return undefined
      const { outputHash, configDigest } = held.report
      return { outputHash, configDigest, signature: held.signature }
    },
    isNews(what) {
      if (said.has(what)) return false
      said.add(what)
      return true
    },
    signedAt: (requestId) => answers.get(requestId)?.at ?? 0,
  }
}
