import { setTimeout as sleep } from 'node:timers/promises'
import { read } from '../sdk/chain/send.ts'
import { chainTime } from '../sdk/chain/time.ts'
import { UnavailableError } from '../sdk/errors/index.ts'
import type { GatewayContext } from './context.ts'
import type { BlockPoint, ChainEvent } from './index/chainEvent.ts'
import { createSync, type SyncIndex } from './index/syncIndex.ts'
import { watchOver } from './monitoring/watchOver.ts'
import { noticeGlassBroken, noticeGlassClosed } from './notices/breakGlass.ts'
import { noticeMonitoring, tellLowAlerts } from './notices/monitoring.ts'
import { collectLeft } from './records/collectLeft.ts'
import { rekeyStale } from './records/rekey.ts'
import { resume } from './resume.ts'

export interface WatchOptions {
  /** Milliseconds between looks at the chain. */
  readonly interval: number
  /** Milliseconds between looks at every key that is out, for rights that end without an event. */
  readonly sweepInterval: number
  readonly signal: AbortSignal
  readonly onRekeyed?: (patient: string, records: number) => void
  /** Called with what went wrong; what may succeed later is tried again. */
  readonly onError?: (error: unknown) => void
}

/** Events after which somebody may have lost the right to records of the patient they name. */
const RESTRICTING = new Set([
  'ConsentGranted',
  'ConsentRevoked',
  'AllConsentsRevoked',
  'ConsentDenied',
  'OptedOut',
  'ControllerMoved',
])

/** Events after which somebody may have lost the right to anyone's records. */
const FAR_REACHING = new Set(['Accredited', 'AccreditationWithdrawn', 'CommitteeAnnounced', 'SignerExcluded'])

/** Events handled before the cursor is written. */
const BATCH = 500

/**
 * Follows the chain until aborted: re-keys what somebody could open who may not any more, and passes on the notice of
 * every broken glass and of every alert, which it escalates while nobody acknowledges them. Where it stopped is kept, so
 * a crash loses nothing; doing something again changes nothing.
 */
export async function watchChain(context: GatewayContext, options: WatchOptions): Promise<void> {
  const { signal, onError } = options
  const attempt = async <T>(task: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await task()
    } catch (error) {
      if (!signal.aborted) onError?.(error)
      return undefined
    }
  }
  const sync = createSync(context.contracts, context.index)
  let sweptAt = Number.NEGATIVE_INFINITY
  let isCollecting = true
  let watching: Promise<void> | undefined
  // Beside the loop, one at a time: it waits for transactions, and keys and notices must not wait for them.
  const watch = async () => {
    for (const error of (await attempt(() => watchOver(context, signal))) ?? []) onError?.(error)
    watching = undefined
  }
  while (!signal.aborted) {
    const handled = await attempt(() => handleNewEvents(context, sync, options))
    // Also where the events cannot be followed: what the law says of a key is asked of the contracts.
    const isSweep = handled?.isFarReaching === true || performance.now() - sweptAt >= options.sweepInterval
    if (isSweep) {
      sweptAt = performance.now()
      await attempt(async () => rekey(context, context.store.releasedRecords(), options))
      for (const error of (await attempt(() => resume(context))) ?? []) onError?.(error)
      await attempt(async () => context.store.forgetDigests(await chainTime(context.contracts)))
      await attempt(async () => {
        // Of an hour whose events are not all handled, nothing is told yet.
        const time = handled?.head && (await timeOf(context, handled.head))
        if (time !== undefined) tellLowAlerts(context, time)
      })
      watching ??= watch()
    }
    // What failed, for one on a damaged block, is tried again with the next sweep.
    if (isCollecting || isSweep) isCollecting = (await attempt(() => collectLeft(context))) !== undefined
    await sleep(options.interval, undefined, { signal }).catch(() => undefined)
  }
  await watching
}

interface Handled {
  /** The block up to which every event was handled, or undefined before the deployment's. */
  readonly head: BlockPoint | undefined
  /** Whether every key that is out must be looked at. */
  readonly isFarReaching: boolean
}

/** Block time in seconds since 1970, or undefined where the chain took the block back. */
async function timeOf({ contracts }: GatewayContext, { hash }: BlockPoint): Promise<number | undefined> {
  const block = await read(Promise.resolve(contracts.runner.provider?.getBlock(hash)))
  return block?.timestamp
}

async function handleNewEvents(
  context: GatewayContext,
  sync: SyncIndex,
  options: WatchOptions,
): Promise<Handled> {
  const { index, store } = context
  const { head } = await sync({ signal: options.signal })
  let isFarReaching = await goBackBehindReorganisation(context, options)
  for (;;) {
    const events = await index.eventsAfter(store.cursor(), BATCH)
    const last = events.at(-1)
    if (!last) return { head, isFarReaching }
    await handle(context, events, options)
    isFarReaching ||= events.some(({ name }) => FAR_REACHING.has(name))
    store.setCursor({ blockNumber: last.blockNumber, logIndex: last.logIndex })
  }
}

/**
 * After a reorganisation: what comes next is handled from the last block that stayed, what this gateway had anchored is
 * anchored again, and every key that is out is looked at, since an event that is gone says nothing of the right it took
 * along. The index remembers what was removed until it is told to forget, so that a crash in between loses nothing.
 * @returns whether there was one
 */
async function goBackBehindReorganisation(context: GatewayContext, options: WatchOptions): Promise<boolean> {
  const { index, store } = context
  for (let isFirst = true; ; isFirst = false) {
    const removed = await index.orphaned(BATCH)
    const last = removed.at(-1)
    if (!last) return !isFirst
    for (const { event } of removed) takeBack(context, event)
    const ancestor = Math.min(...removed.map((event) => event.ancestor))
    const cursor = store.cursor()
    if (cursor && cursor.blockNumber > ancestor) {
      store.setCursor({ blockNumber: ancestor + 1, logIndex: -1 })
    }
    await rekey(context, store.releasedRecords(), options)
    await index.forgetOrphaned(last.id)
  }
}

/** What the chain may have taken back of ours: where it is there again, that is found out before anything is sent. */
function takeBack({ store, custodianOrg }: GatewayContext, { name, args }: ChainEvent): void {
  if (args.custodianOrg !== custodianOrg) return
  if (name === 'RecordAnchored') store.markUnanchored(String(args.recordId))
  if (name === 'DisclosuresAnchored') store.reopenPeriod(Number(args.sequence))
}

async function handle(
  context: GatewayContext,
  events: readonly ChainEvent[],
  options: WatchOptions,
): Promise<void> {
  const restricted = new Set<string>()
  for (const event of events) {
    if (RESTRICTING.has(event.name)) restricted.add(String(event.args.patient))
    if (event.name === 'GlassBroken') noticeGlassBroken(context, event)
    if (event.contract === 'monitoring') await noticeMonitoring(context, event)
    if (event.name === 'EpisodeClosed') restricted.add(await noticeGlassClosed(context, event))
  }
  const records = [...restricted].flatMap((patient) => context.store.recordsOf(patient))
  await rekey(
    context,
    records.map(({ recordId }) => recordId),
    options,
  )
}

/** @throws UnavailableError the first, after all were tried: the caller comes back to them */
async function rekey(
  context: GatewayContext,
  recordIds: readonly string[],
  { onRekeyed, onError }: WatchOptions,
): Promise<void> {
  const { rekeyed, errors } = await rekeyStale(context, recordIds)
  for (const [patient, records] of rekeyed) onRekeyed?.(patient, records)
  // What cannot succeed, for one a damaged record, must not hold up the others: the next sweep reports it again.
  for (const error of errors) if (!(error instanceof UnavailableError)) onError?.(error)
  const retryable = errors.find((error) => error instanceof UnavailableError)
  if (retryable) throw retryable
}
