import type { EpcisEvent, ScopedEvent } from '../../../sdk/epcis/event.ts'
import { EPCIS_CONTEXT_URL, standardNamespaces } from '../../../sdk/epcis/namespaces.ts'
import type { StoredEvent } from '../store/epcisStore.ts'

type Prefixes = readonly (readonly [prefix: string, namespace: string])[]

/**
 * JSON of an EPCISQueryDocument. Prefixes stand at the top where all events have the same, else with each event: no event
 * comes under a prefix that it was not written under, so that its hash stays what it was.
 */
export function queryDocument(events: readonly StoredEvent[], creationDate: Date): string {
  const shared = events[0]?.prefixes ?? '[]'
  const areAlike = events.every(({ prefixes }) => prefixes === shared)
  const list = events.map((event) =>
    areAlike ? recorded(event) : withContext(event, ownContext(event.prefixes)),
  )
  const head = JSON.stringify({
    '@context': contextOf(areAlike ? shared : '[]'),
    type: 'EPCISQueryDocument',
    schemaVersion: '2.0',
    creationDate: creationDate.toISOString(),
  })
  return (
    `${head.slice(0, -1)},"epcisBody":{"queryResults":{"queryName":"SimpleEventQuery",` +
    `"resultsBody":{"eventList":[${list.join(',')}]}}}}`
  )
}

/** JSON of one event with its own @context. */
export const eventDocument = (event: StoredEvent): string => withContext(event, contextOf(event.prefixes))

/** An event as the rest of the program has it. */
export function scopedEvent(event: StoredEvent): ScopedEvent {
  const prefixes = new Map(standardNamespaces.prefixes)
  for (const [prefix, namespace] of prefixesOf(event.prefixes)) prefixes.set(prefix, namespace)
  return { event: JSON.parse(recorded(event)) as EpcisEvent, namespaces: { prefixes, isOpen: false } }
}

/** The text of an event with the time at which it was recorded. */
function recorded({ text, recordTime }: StoredEvent): string {
  return `${text.slice(0, -1)},"recordTime":"${new Date(recordTime).toISOString()}"}`
}

const withContext = (event: StoredEvent, context: unknown): string =>
  context === undefined
    ? recorded(event)
    : `{"@context":${JSON.stringify(context)},${recorded(event).slice(1)}`

function contextOf(prefixes: string): unknown[] {
  const own = ownContext(prefixes)
  return own ? [EPCIS_CONTEXT_URL, own] : [EPCIS_CONTEXT_URL]
}

function ownContext(text: string): Record<string, string> | undefined {
  const prefixes = prefixesOf(text)
  return prefixes.length > 0 ? Object.fromEntries(prefixes) : undefined
}

const prefixesOf = (text: string): Prefixes => JSON.parse(text) as Prefixes
