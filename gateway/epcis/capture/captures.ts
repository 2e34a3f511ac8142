import { randomBytes } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { EpcisProblem } from '../../../sdk/epcis/problem.ts'
import { InvalidInputError } from '../../../sdk/errors/index.ts'
import { createMutex } from '../../mutex.ts'
import { captureLimits } from '../limits.ts'
import type { EpcisStore, PendingJob } from '../store/epcisStore.ts'
import type { DocumentReader } from './documentReader.ts'
import type { IndexedEvent } from './indexedEvent.ts'
import { type ErrorBehaviour, pathOf, type ReadDocument } from './readDocument.ts'

/** Takes in documents. */
export interface Captures {
  /**
   * Reads a document and writes it down; its events are stored after this returns, whatever becomes of the process.
   * @returns the id of the job
   * @throws InvalidInputError INPUT_TOO_LARGE, EPCIS_INVALID; UnavailableError RATE_LIMITED, STORE_UNAVAILABLE, STORE_FULL
   */
  accept(document: Uint8Array, behaviour: ErrorBehaviour): Promise<string>
  /** Goes on with what a crash left. */
  resume(): void
  close(): Promise<void>
}

export interface CaptureOptions {
  readonly store: EpcisStore
  readonly reader: DocumentReader
  /** Told when the store fails under a job, which is tried again. */
  readonly onError?: ((error: unknown) => void) | undefined
  /** Milliseconds since 1970. */
  readonly now?: () => number
}

/** What is written at once: others are answered in between. */
const SLICE = { events: 500, keys: 4_000 } as const
/** Milliseconds until a job is tried again whose events could not be stored. */
const PAUSE = 5_000

export function createCaptures({ store, reader, onError, now = Date.now }: CaptureOptions): Captures {
  const inTurn = createMutex()
  /** Documents that were read by this process, by job. */
  const read = new Map<number, ReadDocument>()
  let isClosed = false
  let retry: NodeJS.Timeout | undefined

  const work = async (): Promise<void> => {
    for (let job = store.nextPending(); job && !isClosed; job = store.nextPending()) await finish(job)
  }
  const start = (): void => {
    clearTimeout(retry)
    inTurn(work).catch((error: unknown) => {
      if (isClosed) return
      onError?.(error)
      retry = setTimeout(start, PAUSE).unref()
    })
  }

  const finish = async (job: PendingJob): Promise<void> => {
    const { events, problems } = read.get(job.number) ?? (await readAgain(job))
    const plan = await planOf(store, events, problems)
    const isKept = plan.problems.length === 0 || job.behaviour === 'proceed'
    for (const slice of isKept ? slicesOf(plan.events) : []) {
      if (isClosed) return
      store.addEvents(job.number, slice)
      await nextTurn()
    }
    store.endJob(job.number, {
      finishedAt: now(),
      succeeded: plan.problems.length === 0,
      problems: plan.problems,
    })
    read.delete(job.number)
  }

  const readAgain = async ({ number, behaviour }: PendingJob): Promise<ReadDocument> => {
    try {
      return await reader.read(store.documentOf(number) ?? new Uint8Array(), behaviour)
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error
      return { events: [], problems: [{ path: '$', rule: 'EPCIS 2.0 §12.6', message: error.message }] }
    }
  }

  return {
    async accept(document, behaviour) {
      const found = await reader.read(document, behaviour)
      const id = randomBytes(16).toString('hex')
      read.set(store.addJob({ id, createdAt: now(), behaviour, document }), found)
      start()
      return id
    },
    resume: start,
    async close() {
      isClosed = true
      clearTimeout(retry)
      await reader.close()
      await inTurn(async () => undefined)
    },
  }
}

interface Plan {
  readonly events: readonly IndexedEvent[]
  readonly problems: readonly EpcisProblem[]
}

/** Which events are new. Nothing is written, so that a document that is rolled back leaves no trace. */
async function planOf(
  store: EpcisStore,
  events: readonly IndexedEvent[],
  found: readonly EpcisProblem[],
): Promise<Plan> {
  const planned = new Map<string, { hash: string; declarations: Set<string> }>()
  const added: IndexedEvent[] = []
  const problems = [...found]
  for (const [index, event] of events.entries()) {
    if (index % SLICE.events === SLICE.events - 1) await nextTurn()
    const { id, hash, declaration } = event
    const same = planned.get(id)
    const isConflict = same ? same.hash !== hash : false
    const standing = isConflict ? 'conflict' : store.standingOf(event)
    if (standing === 'conflict' && problems.length < captureLimits.maximumProblems)
      problems.push(conflictAt(event.place))
    if (standing !== 'new' || same?.declarations.has(declaration)) continue
    if (same) same.declarations.add(declaration)
    else planned.set(id, { hash, declarations: new Set([declaration]) })
    added.push(event)
  }
  return { events: added, problems }
}

const conflictAt = (place: number): EpcisProblem => ({
  path: `${pathOf(place)}.eventID`,
  rule: 'EPCIS 2.0 §7.4.1 eventID',
  message: 'Another event was captured with this eventID.',
})

function* slicesOf(events: readonly IndexedEvent[]): Generator<IndexedEvent[]> {
  let slice: IndexedEvent[] = []
  let keys = 0
  for (const event of events) {
    if (slice.length > 0 && (slice.length >= SLICE.events || keys + event.keys.length > SLICE.keys)) {
      yield slice
      slice = []
      keys = 0
    }
    slice.push(event)
    keys += event.keys.length
  }
  if (slice.length > 0) yield slice
}
