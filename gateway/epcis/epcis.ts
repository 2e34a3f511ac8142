import type { ScopedEvent } from '../../sdk/epcis/event.ts'
import { standardNamespaces } from '../../sdk/epcis/namespaces.ts'
import { type Captures, createCaptures } from './capture/captures.ts'
import { createDocumentReader } from './capture/documentReader.ts'
import { ANY_EPC, canonicalId } from './capture/eventKeys.ts'
import { scopedEvent } from './query/eventDocuments.ts'
import type { EventQuery, Viewer } from './query/eventQuery.ts'
import { createPageTokens, type PageTokens } from './query/pageTokens.ts'
import type { EpcisStore } from './store/epcisStore.ts'
import { openSqliteEpcisStore } from './store/sqliteEpcisStore.ts'

/** The repository of events of one organisation (EPCIS 2.0). */
export interface Epcis {
  readonly store: EpcisStore
  readonly captures: Captures
  readonly tokens: PageTokens
  /**
   * Events that name one of these things as an EPC, a parent, an input or an output, and that the viewer may see, the oldest
   * first: up to 10,000, and 32 MiB. URIs of any form: those of one thing are the same.
   */
  eventsOfEpc(epcs: readonly string[], viewer: Viewer): ScopedEvent[]
  close(): Promise<void>
}

/** What asks for events that name things, the oldest first. */
const naming = (values: readonly string[]): EventQuery => ({
  columns: [],
  keys: [{ kinds: ANY_EPC, values, prefixes: [] }],
  eventTime: {},
  recordTime: {},
  isDeclaredInError: false,
  hasSensors: false,
  orderBy: 'recordTime',
  direction: 'ASC',
})

const MAXIMUM_EVENTS = 10_000
const MAXIMUM_BYTES = 32 * 1024 * 1024

/** Opens the events at `path`, or in memory where it is ':memory:', and goes on with what a crash left. */
export function openEpcis(path: string, onError?: (error: unknown) => void): Epcis {
  const store = openSqliteEpcisStore(path)
  const captures = createCaptures({ store, reader: createDocumentReader(), onError })
  captures.resume()
  return {
    store,
    captures,
    tokens: createPageTokens(),
    eventsOfEpc(epcs, viewer) {
      const names = epcs.map((epc) => canonicalId(epc, standardNamespaces))
      const page = { horizon: store.horizon(), limit: MAXIMUM_EVENTS }
      let bytes = 0
      const places = store.select(naming(names), viewer, page).filter(({ size }) => {
        bytes += size
        return bytes <= MAXIMUM_BYTES
      })
      return store.read(places.map(({ sequence }) => sequence)).map(scopedEvent)
    },
    async close() {
      await captures.close()
      store.close()
    },
  }
}
