import { epcisLimits } from '../../sdk/epcis/limits.ts'

/** Limits on what is captured and asked. */
export const captureLimits = {
  /** Bytes of a document: GS1-EPCIS-Capture-File-Size-Limit. */
  maximumBytes: epcisLimits.maximumBytes,
  /** Events of a document: GS1-EPCIS-Capture-Limit. */
  maximumEvents: epcisLimits.maximumEvents,
  /** Identifiers that one event is found by. */
  maximumKeys: 100_000,
  /** Bytes of the prefixes that an event stands under: they are given back with each event. */
  maximumContext: 8 * 1024,
  /** Documents that wait to be read at once. */
  maximumWaiting: 8,
  /** Problems that are kept of a job. */
  maximumProblems: epcisLimits.maximumProblems,
} as const

export const queryLimits = {
  /** EPCIS 2.0, section 12.2: what a page has where nothing is asked. */
  perPage: 30,
  maximumPerPage: 1_000,
  /** Bytes of the events on a page, but for a single one that is larger. */
  maximumPageBytes: 8 * 1024 * 1024,
  /** Values of one parameter, and the length of one. */
  maximumValues: 200,
  maximumValueLength: 2_048,
  /** Parameters of one query. */
  maximumParameters: 50,
  namedQueries: 1_000,
  /** Milliseconds for which the next page can be asked for. */
  pageLifetime: 60 * 60 * 1000,
} as const
