import type { Category } from '../../sdk/consent/vocabulary.ts'
import type { Alert } from '../../sdk/monitoring/alert.ts'
import { alertIdOf, type StandingRequest } from '../../sdk/monitoring/standingRequest.ts'
import type { ChainRequest } from '../requests/openRequest.ts'

/** A standing request that this node can answer for. */
export interface Watch {
  readonly standingId: string
  readonly standing: StandingRequest
  /** Seconds since 1970: what was anchored before is not watched. */
  readonly since: number
}

/** A record that was anchored by itself, as its event gives it. */
export interface Anchor {
  readonly recordId: string
  readonly patient: string
  readonly category: Category
  /** Block time in seconds since 1970. */
  readonly anchoredAt: number
  readonly blockNumber: number
}

/**
 * One event of a standing request: a record that came while it was on. The event is the record, so that each is told of
 * once; a record of vital signs holds the hours up to it, and what grows worse comes as another record.
 */
export interface WatchedRecord {
  readonly watch: Watch
  /** The event as if somebody had asked about it: the request's id is the alert's, its time that of the anchor. */
  readonly request: ChainRequest
  /** What this node says of it. */
  alert?: Alert
  /** Milliseconds since 1970 at which this node first saw that an alert had landed. */
  raisedAt?: number
}

/** Whether a standing request watches a record: of its patient and category, anchored while it was on. */
export const isWatched = ({ standing, since }: Watch, { patient, category, anchoredAt }: Anchor): boolean =>
  standing.patient === patient &&
  standing.category === category &&
  anchoredAt >= since &&
  anchoredAt < standing.end

export const watchedRecord = (
  watch: Watch,
  { recordId, anchoredAt, blockNumber }: Anchor,
): WatchedRecord => ({
  watch,
  request: {
    requestId: alertIdOf(watch.standingId, recordId),
    patient: watch.standing.patient,
    requester: watch.standing.requester,
    modelVersion: watch.standing.modelVersion,
    recordIds: [recordId],
    requestedAt: anchoredAt,
    blockNumber,
  },
})
