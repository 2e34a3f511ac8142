/** An event as it is stored: its text, and everything that it is found by, in canonical form. */
export interface IndexedEvent {
  /** In the document's list of events, from 0. */
  readonly place: number
  /** The eventID, or the hash where it has none. */
  readonly id: string
  /** CBV 2.0, section 8.9.2. */
  readonly hash: string
  /** Tells error declarations of one event apart; empty where there is none. */
  readonly declaration: string
  readonly type: string
  /** Milliseconds since 1970. */
  readonly time: number
  readonly action: string | null
  readonly bizStep: string | null
  readonly disposition: string | null
  readonly readPoint: string | null
  readonly bizLocation: string | null
  readonly hasSensors: boolean
  /** The prefixes that it was written under: JSON of their declarations. */
  readonly prefixes: string
  /** JSON, without @context and recordTime, with its id. */
  readonly text: string
  readonly keys: readonly EventKey[]
}

/** What kind of thing an event names, and its canonical form. */
export type EventKey = readonly [kind: string, value: string]
