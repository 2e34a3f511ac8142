import type { ClinicalReport } from '../../sdk/inference/clinicalReport.ts'
import type { Load } from '../../sdk/inference/nodeStatus.ts'
import type { Share } from '../quorum/exchange.ts'
import type { ChainRequest } from '../requests/openRequest.ts'
import type { Landing } from '../requests/readEvents.ts'
import type { SignedAnswer } from '../requests/signAnswer.ts'

/** Milliseconds that a request that cannot go on waits: the first time, doubled each time, and at most. */
const FIRST_WAIT = 50
const LONGEST_WAIT = 60_000

/** Most that a node has to say of one request: what it is told decides how much that is. */
const MOST_NEWS = 128

/** What a node knows of one request. */
export interface Entry {
  readonly request: ChainRequest
  answer?: SignedAnswer
  /** Milliseconds since 1970 from which this node's turn to transmit counts. */
  turnsFrom: number
  /** The transaction that this node sent last. */
  sent?: SentTransaction
  landing?: SeenLanding
  /** A report that landed, computed again for the gateway, which does not keep it yet. */
  recovered?: ClinicalReport
  /** Whether the gateway keeps the report. */
  isDelivered: boolean
  /** Calldata of the report as it had landed, before a reorganisation took it back. */
  orphaned?: string
}

export interface SentTransaction {
  readonly hash: string
  /** How often this node has sent for this request. */
  readonly attempts: number
  /** Milliseconds since 1970 from which it counts as lost. */
  readonly retryAt: number
  readonly nonce: number
  readonly maxFeePerGas: bigint | null
  readonly maxPriorityFeePerGas: bigint | null
}

export interface SeenLanding extends Landing {
  /** Milliseconds since 1970. */
  readonly seenAt: number
  /** Milliseconds since 1970: when this node had heard what its peers signed. */
  heardAt?: number
  /** Calldata of the transaction, once it was read; null where it went to another contract. */
  calldata?: string | null
}

/** What a node remembers while it runs. Losing it costs work, never correctness. */
export interface Memory {
  readonly size: number
  /** Requests that are worked on, and that have still to be. */
  load(): Load
  remember(request: ChainRequest): void
  find(requestId: string): Entry | undefined
  /** Notes that a report landed, for a request that is known. */
  land(landing: Landing): void
  /** Undoes what happened above a block. */
  rewind(block: number): void
  /** Requests that are settled and whose time has come, the earliest first, for one worker each: until it releases them. */
  take(settledBlock: number, count: number): Entry[]
  release(entry: Entry): void
  /** Milliseconds until the time of a request comes that nobody has taken. */
  nextIn(settledBlock: number): number
  /** Looks at a request later, each time later still. */
  postpone(entry: Entry): void
  /** Looks at a request at a time, in milliseconds since 1970. */
  wait(entry: Entry, until: number): void
  /** Looks at every request anew. */
  hurry(): void
  keep(entry: Entry, answer: SignedAnswer): void
  /** Drops the answer with its health data and its share, while the request goes on. */
  withdraw(entry: Entry): void
  /** Drops a request that is over, with the answer and its health data. */
  forget(entry: Entry): void
  shareOf(requestId: string): Share | undefined
  /** Whether this is the first time that the node has this to say of this request, and it has not said too much. */
  isNews(entry: Entry, what: string): boolean
}

interface Schedule {
  readonly said: Set<string>
  waited: number
  notBefore: number
  isTaken: boolean
  /** Something happened to it while it was taken. */
  isHurried: boolean
}

/** @param now milliseconds since 1970 */
export function createMemory(now: () => number = Date.now): Memory {
  const entries = new Map<string, Entry>()
  const schedules = new WeakMap<Entry, Schedule>()
  const scheduleOf = (entry: Entry): Schedule => {
    const known = schedules.get(entry)
    if (known) return known
    const fresh = { said: new Set<string>(), waited: 0, notBefore: 0, isTaken: false, isHurried: false }
    schedules.set(entry, fresh)
    return fresh
  }
  const hurryUp = (entry: Entry) =>
    Object.assign(scheduleOf(entry), { waited: 0, notBefore: 0, isHurried: true })
  const waiting = (settledBlock: number) =>
    [...entries.values()]
      .filter((entry) => entry.request.blockNumber <= settledBlock && !scheduleOf(entry).isTaken)
      .map((entry) => ({ entry, notBefore: scheduleOf(entry).notBefore }))

  return {
    get size() {
      return entries.size
    },
    load() {
      const open = [...entries.values()].filter((entry) => !entry.isDelivered)
      const underWay = open.filter((entry) => scheduleOf(entry).isTaken).length
      return { waiting: open.length - underWay, underWay }
    },
    remember(request) {
      if (entries.has(request.requestId)) return
      entries.set(request.requestId, { request, turnsFrom: 0, isDelivered: false })
    },
    find: (requestId) => entries.get(requestId),
    land(landing) {
      const entry = entries.get(landing.requestId)
      if (!entry) return
      entry.landing = { ...landing, seenAt: now() }
      hurryUp(entry)
    },
    rewind(block) {
      for (const [requestId, entry] of entries) {
        if (entry.request.blockNumber > block) entries.delete(requestId)
        else if (entry.landing && entry.landing.blockNumber > block) {
          if (entry.landing.calldata) entry.orphaned = entry.landing.calldata
          entry.turnsFrom = now()
          delete entry.landing
          delete entry.sent
          delete entry.recovered
          hurryUp(entry)
        }
      }
    },
    take(settledBlock, count) {
      const due = waiting(settledBlock).filter(({ notBefore }) => notBefore <= now())
      const taken = due.sort((a, b) => a.notBefore - b.notBefore).slice(0, count)
      return taken.map(({ entry }) => {
        Object.assign(scheduleOf(entry), { isTaken: true, isHurried: false })
        return entry
      })
    },
    release(entry) {
      const schedule = scheduleOf(entry)
      if (schedule.isHurried) hurryUp(entry)
      schedule.isTaken = false
    },
    nextIn: (settledBlock) =>
      waiting(settledBlock).reduce(
        (least, { notBefore }) => Math.min(least, Math.max(0, notBefore - now())),
        Number.POSITIVE_INFINITY,
      ),
    postpone(entry) {
      const schedule = scheduleOf(entry)
      schedule.waited = Math.min(schedule.waited * 2 || FIRST_WAIT, LONGEST_WAIT)
      schedule.notBefore = now() + schedule.waited
    },
    wait(entry, until) {
      scheduleOf(entry).notBefore = until
    },
    hurry() {
      for (const entry of entries.values()) hurryUp(entry)
    },
    keep(entry, answer) {
      entry.answer = answer
      entry.turnsFrom = now()
      scheduleOf(entry).waited = 0
    },
    withdraw(entry) {
      delete entry.answer
      delete entry.recovered
    },
    forget(entry) {
      const { requestId } = entry.request
      // After a reorganisation another may stand in its place.
      if (entries.get(requestId) === entry) entries.delete(requestId)
    },
    shareOf(requestId) {
      const answer = entries.get(requestId)?.answer
      if (!answer) return undefined
      const { outputHash, configDigest } = answer.report
      return { outputHash, configDigest, signature: answer.signature }
    },
    isNews(entry, what) {
      const { said } = scheduleOf(entry)
      if (said.has(what) || said.size >= MOST_NEWS) return false
      said.add(what)
      return true
    },
  }
}
