import { eventsOf, type ScopedEvent } from '../../../sdk/epcis/event.ts'
import type { EpcisProblem } from '../../../sdk/epcis/problem.ts'
import { readEpcisJson } from '../../../sdk/epcis/readEpcisJson.ts'
import { validateDocument } from '../../../sdk/epcis/validateEpcis.ts'
import { InvalidInputError } from '../../../sdk/errors/index.ts'
import { captureLimits } from '../limits.ts'
import { indexEvent } from './indexEvent.ts'
import type { IndexedEvent } from './indexedEvent.ts'

/** What is done with the good events of a document that has bad ones (EPCIS 2.0, section 12.6). */
export type ErrorBehaviour = 'rollback' | 'proceed'

/** A document that was read: its events, and what is wrong with others. It never quotes a value. */
export interface ReadDocument {
  /** In the order of the document; none where problems roll all of it back. */
  readonly events: readonly IndexedEvent[]
  readonly problems: readonly EpcisProblem[]
}

type Json = Readonly<Record<string, unknown>>

/**
 * Reads, validates, hashes and indexes an EPCISDocument that nobody vouches for.
 * @throws InvalidInputError INPUT_TOO_LARGE, EPCIS_INVALID where it is no document of events at all
 */
export function readDocument(bytes: Uint8Array, behaviour: ErrorBehaviour): ReadDocument {
  const json = readEpcisJson(bytes)
  requireDocument(json)
  const { document, problems } = validateDocument(json)
  const found: EpcisProblem[] = [...problems]
  if (problems.length > 0 && behaviour === 'rollback') return { events: [], problems: found }
  const scoped = problems.length > 0 ? goodEvents(document, found) : entriesOf(document)
  const events: IndexedEvent[] = []
  for (const [place, event] of scoped) {
    try {
      events.push(indexEvent(event, place))
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error
      note(found, {
        path: pathOf(place),
        rule: 'CBV 2.0 §8.9.2 Event hash, and limits',
        message: error.message,
      })
    }
  }
  return { events: found.length > 0 && behaviour === 'rollback' ? [] : events, problems: found }
}

function requireDocument(json: Json): void {
  if (json.type !== 'EPCISDocument') {
    throw new InvalidInputError('EPCIS_INVALID', 'What is captured is an EPCISDocument.')
  }
  const count = rawEvents(json)?.length ?? 0
  if (count > captureLimits.maximumEvents) {
    throw new InvalidInputError(
      'INPUT_TOO_LARGE',
      `The document has ${count} events; at most ${captureLimits.maximumEvents} are captured at once.`,
    )
  }
}

/** Each event held against the standards alone, under the document's own head; problems of the head are everyone's. */
function goodEvents(document: Json, found: EpcisProblem[]): [place: number, event: ScopedEvent][] {
  const events = rawEvents(document)
  const withEvents = (eventList: readonly unknown[]): Json => ({
    ...document,
    epcisBody: { ...(document.epcisBody as Json), eventList },
  })
  if (!events || validateDocument(withEvents([])).problems.length > 0) return []
  found.length = 0
  const good: [number, ScopedEvent][] = []
  for (const [place, event] of events.entries()) {
    const alone = withEvents([event])
    const { problems } = validateDocument(alone)
    for (const problem of problems) note(found, { ...problem, path: atPlace(problem.path, place) })
    const [scoped] = problems.length === 0 ? eventsOf(alone) : []
    if (scoped) good.push([place, scoped])
  }
  return good
}

function* entriesOf(document: Json): Generator<[place: number, event: ScopedEvent]> {
  yield* eventsOf(document).entries()
}

const rawEvents = (document: Json): readonly unknown[] | undefined => {
  const list = (document.epcisBody as { eventList?: unknown } | null | undefined)?.eventList
  return Array.isArray(list) ? list : undefined
}

export const pathOf = (place: number): string => `$.epcisBody.eventList[${place}]`

const atPlace = (path: string, place: number): string => path.replace(pathOf(0), () => pathOf(place))

function note(problems: EpcisProblem[], problem: EpcisProblem): void {
  if (problems.length < captureLimits.maximumProblems) problems.push(problem)
}
