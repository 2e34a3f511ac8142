import { InvalidInputError } from '../../../sdk/errors/index.ts'
import { queryLimits } from '../limits.ts'
import type { EpcisStore, EventPlace, StoredEvent } from '../store/epcisStore.ts'
import type { EventQuery, PageRequest, Viewer } from './eventQuery.ts'
import { invalidQuery } from './invalidQuery.ts'
import type { PageToken, PageTokens } from './pageTokens.ts'
import { type Parameters, parseEventQuery, wholeNumber } from './parseEventQuery.ts'

export interface EventPage {
  readonly events: readonly StoredEvent[]
  /** Where it goes on; undefined on the last page. */
  readonly next?: PageToken | undefined
}

/** What every answer of a list takes besides its own parameters (EPCIS 2.0, section 12.2). */
export interface Paging {
  readonly perPage?: unknown
  readonly nextPageToken?: unknown
}

export interface QueryDependencies {
  readonly store: EpcisStore
  readonly tokens: PageTokens
}

/**
 * One page of what a query finds and the viewer may see. All pages together are the answer at the time of the first one,
 * whatever is captured meanwhile; what the viewer may see is looked at anew for each.
 *
 * @throws InvalidInputError EPCIS_QUERY_INVALID; INPUT_TOO_LARGE where more is found than maxEventCount
 */
export function queryEvents(
  { store, tokens }: QueryDependencies,
  viewer: Viewer,
  parameters: Parameters,
  { perPage, nextPageToken }: Paging,
): EventPage {
  const query = parseEventQuery(parameters)
  const size = sizeOfPage(perPage)
  const question = JSON.stringify([query, viewer.sees === 'all' ? null : viewer.organisation])
  const begun = nextPageToken === undefined ? undefined : tokens.open(question, textOf(nextPageToken))
  if (!begun) requireFew(store, query, viewer)
  const { horizon, left, after } = begun ? placeOf(begun) : startOf(store, query)
  const limit = Math.min(size, left)
  const found = limit > 0 ? store.select(query, viewer, { horizon, after, limit: limit + 1 }) : []
  const places = fitting(found.slice(0, limit))
  const events = store.read(places.map(({ sequence }) => sequence))
  const last = places.at(-1)
  const remaining = left - places.length
  if (!last || places.length === found.length || remaining === 0) return { events }
  const isBounded = Number.isFinite(remaining)
  return {
    events,
    next: tokens.issue(question, [horizon, isBounded ? remaining : 0, last.eventTime, last.sequence]),
  }
}

/** @throws InvalidInputError EPCIS_QUERY_INVALID */
export const sizeOfPage = (perPage: unknown): number =>
  wholeNumber('perPage', perPage, queryLimits.maximumPerPage) ?? queryLimits.perPage

/** @throws InvalidInputError EPCIS_QUERY_INVALID */
export function textOf(token: unknown): string {
  if (typeof token === 'string') return token
  throw invalidQuery('nextPageToken is given once.')
}

interface Start extends Pick<PageRequest, 'horizon' | 'after'> {
  /** Events that may still be given. */
  readonly left: number
}

const startOf = (store: EpcisStore, { eventCountLimit }: EventQuery): Start => ({
  horizon: store.horizon(),
  left: eventCountLimit ?? Number.POSITIVE_INFINITY,
})

const placeOf = ([horizon = 0, left = 0, eventTime = 0, sequence = 0]: readonly number[]): Start => ({
  horizon,
  // 0 stands for no limit: a list that has none left has no next page.
  left: left === 0 ? Number.POSITIVE_INFINITY : left,
  after: { eventTime, sequence },
})

function requireFew(store: EpcisStore, query: EventQuery, viewer: Viewer): void {
  const { maxEventCount } = query
  if (maxEventCount === undefined || store.count(query, viewer, maxEventCount + 1) <= maxEventCount) return
  throw new InvalidInputError('INPUT_TOO_LARGE', 'The query finds more events than maxEventCount.')
}

/** As many as fit on a page, one at least. */
function fitting(places: readonly EventPlace[]): readonly EventPlace[] {
  let bytes = 0
  const end = places.findIndex(({ size }, index) => {
    bytes += size
    return index > 0 && bytes > queryLimits.maximumPageBytes
  })
  return end < 0 ? places : places.slice(0, end)
}
