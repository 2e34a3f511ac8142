import { chainTime } from '../../sdk/chain/time.ts'
import type { Load } from '../../sdk/inference/nodeStatus.ts'
import { createBell } from '../network/bell.ts'
import { rereadFrom } from '../network/blockRanges.ts'
import { createMemory, type Entry } from '../network/memory.ts'
import type { NodeContext } from '../network/nodeContext.ts'
import type { Share } from '../quorum/exchange.ts'
import { firstBlockSince } from '../requests/readEvents.ts'
import { answerAlert } from './answerAlert.ts'
import { createFairTurns } from './fairTurns.ts'
import { createKnownWatches } from './knownWatches.ts'
import { readAnchors } from './readMonitoring.ts'
import { type WatchedRecord, watchedRecord } from './watchedRecord.ts'

/** Events that a node works on at once. */
const AT_ONCE = 4
/** Seconds: an alert about an older record would come too late to be of use. */
const LOOK_BACK = 8 * 86_400

/** Watches what standing requests ask a node to watch. */
export interface AlertWatch {
  /** What the node shows its peers of its answer. */
  shareOf(alertId: string): Share | undefined
  load(): Load
  /** Looks at the chain and works on events until the node stops. */
  run(): Promise<void>
}

/**
 * The part of a node that answers standing requests: every record of the patient and category that is anchored alone while
 * one is on is assessed, and an alert raised about it by a quorum, once. It keeps nothing on disk: the chain is its
 * queue. Records in batches are not watched, because the chain does not name them.
 * @param node its queue is not shared: a flood of requests does not hold up alerts, nor the other way round
 */
export function createAlertWatch({ memory: _, ...shared }: NodeContext): AlertWatch {
  const node: NodeContext = { ...shared, memory: createMemory() }
  const { memory, options, opener, settledBlock, signal } = node
  const { contracts, account } = opener
  const watches = createKnownWatches(contracts, options.assessors)
  const turns = createFairTurns()
  /** What was found, by the alert's id: also what is done, for as long as its block is read again. */
  const records = new Map<string, WatchedRecord>()
  let lookedTo: number | undefined

  /** Takes in what happened up to the settled block. A look that rejects loses nothing. */
  async function look(): Promise<void> {
    const to = settledBlock()
    if (to < 0 || to === lookedTo) return
    const now = await chainTime(contracts)
    const failure = await watches.update(to, now)
    const from = rereadFrom(lookedTo, to) ?? (await firstBlockSince(contracts, now - LOOK_BACK))
    for (const anchor of await readAnchors(contracts, watches.patients(), from, to)) {
      for (const watch of watches.of(anchor)) remember(watchedRecord(watch, anchor))
    }
    letGo(from, now)
    // What was anchored for a standing request that could not be read yet is found once it is.
    if (failure) throw failure
    lookedTo = to
  }

  function remember(watched: WatchedRecord): void {
    const { requestId, requestedAt } = watched.request
    if (records.get(requestId)?.request.requestedAt === requestedAt) return
    const earlier = memory.find(requestId)
    if (earlier) memory.forget(earlier)
    records.set(requestId, watched)
    memory.remember(watched.request)
  }

  /** Forgets what is done and not read again, and what is too old. */
  function letGo(readFrom: number, now: number): void {
    for (const [alertId, { request }] of records) {
      const isOld = request.requestedAt < now - LOOK_BACK
      const entry = memory.find(alertId)
      if (entry && isOld) memory.forget(entry)
      if (isOld || (!entry && request.blockNumber < readFrom)) records.delete(alertId)
    }
  }

  /** Events that are due, of the patients in turn. */
  function takeInTurn(most: number): Entry[] {
    if (most === 0) return []
    const due = memory.take(settledBlock(), Number.POSITIVE_INFINITY)
    const chosen = new Set(turns.choose(due, most))
    for (const entry of due) if (!chosen.has(entry)) memory.release(entry)
    return [...chosen]
  }

  return {
    shareOf: (alertId) => memory.shareOf(alertId),
    load: () => memory.load(),
    async run() {
      const working = new Set<Promise<void>>()
      const bell = createBell()
      let nextLook = 0
      signal.addEventListener('abort', () => bell.ring(), { once: true })
      while (!signal.aborted) {
        if (Date.now() >= nextLook) {
          nextLook = Date.now() + options.interval
          await look().catch((error: unknown) => options.onEvent?.({ kind: 'failed', account, error }))
        }
        for (const entry of takeInTurn(AT_ONCE - working.size)) {
          const watched = records.get(entry.request.requestId)
          if (!watched) {
            memory.forget(entry)
            continue
          }
          const work = answerAlert(node, watched, entry).finally(() => {
            memory.release(entry)
            working.delete(work)
            bell.ring()
          })
          working.add(work)
        }
        const idle = working.size < AT_ONCE ? memory.nextIn(settledBlock()) : options.interval
        if (!signal.aborted) await bell.wait(Math.min(idle, Math.max(0, nextLook - Date.now())))
      }
      await Promise.all(working)
    },
  }
}
