import type { ScopedEvent } from './event.ts'
import { EPCIS_CONTEXT_URL, standardNamespaces } from './namespaces.ts'

type Prefixes = Readonly<Record<string, string>>

/** An EPCIS 2.0 document in JSON-LD. */
export interface EpcisDocument {
  readonly '@context': readonly (string | Prefixes)[]
  readonly type: 'EPCISDocument'
  readonly schemaVersion: '2.0'
  /** xsd:dateTimeStamp. */
  readonly creationDate: string
  readonly epcisBody: { readonly eventList: readonly object[] }
}

/**
 * A document of events, which may come from documents with other prefixes: what they declare the same stands once, at the top;
 * an event that means something else by a prefix keeps its own @context. Each event's hash stays what it was.
 */
export function epcisDocument(events: readonly ScopedEvent[], creationDate: Date): EpcisDocument {
  const shared = new Map<string, string>()
  for (const { namespaces } of events) {
    for (const [prefix, namespace] of namespaces.prefixes) {
      if (standardNamespaces.prefixes.get(prefix) !== namespace && !shared.has(prefix)) {
        shared.set(prefix, namespace)
      }
    }
  }
  return {
    '@context': [EPCIS_CONTEXT_URL, ...(shared.size > 0 ? [Object.fromEntries(shared)] : [])],
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: creationDate.toISOString(),
    epcisBody: { eventList: events.map((event) => withOwnPrefixes(event, shared)) },
  }
}

function withOwnPrefixes({ event, namespaces }: ScopedEvent, shared: ReadonlyMap<string, string>): object {
  const { '@context': _, ...fields } = event
  const own: Record<string, string> = {}
  for (const [prefix, namespace] of shared) {
    const meant = namespaces.prefixes.get(prefix)
    if (meant !== undefined && meant !== namespace) own[prefix] = meant
  }
  return Object.keys(own).length > 0 ? { '@context': own, ...fields } : fields
}
