/**
 * A SimpleEventQuery (EPCIS 2.0, section 8.2.7) in canonical form: what is not asked for is not there. Within a list any
 * value matches; all members must.
 */
export interface EventQuery {
  readonly columns: readonly ColumnMatch[]
  readonly keys: readonly KeyMatch[]
  /** Milliseconds since 1970: at or after, and before. */
  readonly eventTime: TimeSpan
  readonly recordTime: TimeSpan
  /** Only events that are declared to be in error. */
  readonly isDeclaredInError: boolean
  readonly hasSensors: boolean
  readonly orderBy: 'eventTime' | 'recordTime'
  readonly direction: 'ASC' | 'DESC'
  /** The first so many, or undefined for all. */
  readonly eventCountLimit?: number | undefined
  /** More events than this refuse the query. */
  readonly maxEventCount?: number | undefined
}

export interface TimeSpan {
  readonly from?: number | undefined
  readonly before?: number | undefined
}

/** Columns of an event that are compared with values. */
export type Column = 'id' | 'type' | 'action' | 'bizStep' | 'disposition' | 'readPoint' | 'bizLocation'

export interface ColumnMatch {
  readonly column: Column
  readonly values: readonly string[]
}

/** Events that have a key of one of the kinds with one of the values, or that begins with one of the prefixes. */
export interface KeyMatch {
  readonly kinds: readonly string[]
  readonly values: readonly string[]
  readonly prefixes: readonly string[]
}

/** Which events may be seen at all. */
export type Viewer =
  | { readonly sees: 'all' }
  | { readonly sees: 'batches'; readonly organisation: string; readonly batches: readonly string[] }

/** Where a page begins: behind this event, in the order of the query. */
export interface Position {
  /** Milliseconds since 1970. */
  readonly eventTime: number
  readonly sequence: number
}

export interface PageRequest {
  /** Events up to this one, in the order of recording: later ones are not of the same answer. */
  readonly horizon: number
  readonly after?: Position | undefined
  readonly limit: number
}
