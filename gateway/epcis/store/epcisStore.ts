import type { EpcisProblem } from '../../../sdk/epcis/problem.ts'
import type { IndexedEvent } from '../capture/indexedEvent.ts'
import type { ErrorBehaviour } from '../capture/readDocument.ts'
import type { EventQuery, PageRequest, Position, Viewer } from '../query/eventQuery.ts'

/** The taking in of one document. */
export interface CaptureJob {
  /** In the order of arrival, from 1. */
  readonly number: number
  readonly id: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
  /** null while it runs. */
  readonly finishedAt: number | null
  readonly behaviour: ErrorBehaviour
  readonly succeeded: boolean
  readonly problems: readonly EpcisProblem[]
  /** Events that were new. */
  readonly captured: number
}

/** An accepted document whose events are not all stored. */
export interface PendingJob {
  readonly number: number
  readonly behaviour: ErrorBehaviour
}

/** How a job ended. */
export interface JobEnd {
  /** Milliseconds since 1970: the recordTime of its events. */
  readonly finishedAt: number
  readonly succeeded: boolean
  readonly problems: readonly EpcisProblem[]
}

/** Where a stored event stands, and how much there is to read of it. */
export interface EventPlace extends Position {
  /** Bytes of its text, and of the prefixes that it stands under. */
  readonly size: number
}

export interface StoredEvent {
  /** In the order of recording, from 1. */
  readonly sequence: number
  readonly id: string
  readonly hash: string
  /** Milliseconds since 1970. */
  readonly eventTime: number
  /** Milliseconds since 1970. */
  readonly recordTime: number
  /** JSON: the prefixes that it was written under, as pairs. */
  readonly prefixes: string
  /** JSON, without @context and recordTime. */
  readonly text: string
}

export interface NamedQuery {
  readonly name: string
  /** JSON, as it was given. */
  readonly query: string
}

/** What the repository thinks of an event that comes in. */
export type Standing = 'new' | 'known' | 'conflict'

/**
 * Captured events, and what is asked of them. Jobs are worked off one after another; the events of a job are seen by nobody
 * until it ends.
 */
export interface EpcisStore {
  /** @returns the number of the job */
  addJob(job: { id: string; createdAt: number; behaviour: ErrorBehaviour; document: Uint8Array }): number
  findJob(id: string): CaptureJob | undefined
  /** The newest first, from before this number on. */
  listJobs(before: number, limit: number): CaptureJob[]
  /** The oldest job that has not ended. */
  nextPending(): PendingJob | undefined
  /** What came with a job that has not ended. */
  documentOf(job: number): Uint8Array | undefined
  /** Another event under the same eventID is a conflict; the same one with an error declaration is new. */
  standingOf(event: Pick<IndexedEvent, 'id' | 'hash' | 'declaration'>): Standing
  /** All of them, or none; of a running job. */
  addEvents(job: number, events: readonly IndexedEvent[]): void
  /** Shows the events of a job that succeeded, forgets its document. */
  endJob(job: number, end: JobEnd): void
  /** The latest event that is to be seen. */
  horizon(): number
  /** Where the events are that a query finds, in its order. */
  select(query: EventQuery, viewer: Viewer, page: PageRequest): EventPlace[]
  /** The events themselves, in the order in which they are named. */
  read(sequences: readonly number[]): StoredEvent[]
  /** How many a query finds, counted up to a limit. */
  count(query: EventQuery, viewer: Viewer, limit: number): number
  findByHash(hash: string): StoredEvent | undefined
  /** @returns false where the name is taken */
  addQuery(query: NamedQuery): boolean
  findQuery(name: string): NamedQuery | undefined
  /** By name. */
  listQueries(skipped: number, limit: number): NamedQuery[]
  countQueries(): number
  /** @returns false where there is none */
  removeQuery(name: string): boolean
  /** Notes a signed request as answered. @returns false where it was before */
  useRequest(digest: string, deadline: number, now: number): boolean
  close(): void
}
