import type { ContractName } from '../../sdk/chain/deployment.ts'
import type { BlockPoint, ChainEvent, Position } from './chainEvent.ts'

/** Blocks below the head whose hashes are kept though nothing happened in them. Reorganisations are shorter. */
export const KEPT_BLOCKS = 128

/** Consecutive blocks as they were read: those with events, and any others whose hash is to be kept. */
export interface IndexWindow {
  /** The head that the window follows, or undefined for the first. */
  readonly after: BlockPoint | undefined
  /** In order. The last becomes the head. */
  readonly blocks: readonly BlockPoint[]
  /** In order. Each belongs to one of the blocks. */
  readonly events: readonly ChainEvent[]
}

/** Which events are asked for: all that fit every member that is given. */
export interface EventFilter {
  readonly contracts?: readonly ContractName[]
  readonly names?: readonly string[]
  /** Events that name the patient, or are about the patient's own account, or about a record, request or episode of theirs. */
  readonly patient?: string
  /** See `EventKeys.subject`. */
  readonly subject?: string
  readonly organisation?: string
}

export interface EventCount {
  readonly contract: ContractName
  readonly name: string
  readonly count: number
}

/** An event that a reorganisation removed. The same transaction may be in the chain again, as another event. */
export interface OrphanedEvent {
  readonly id: number
  /** The last block that stayed. Whoever has handled events above it must handle what is there now. */
  readonly ancestor: number
  readonly event: ChainEvent
}

/**
 * Where the index is kept. Events are the only truth in it; everything else is read out of them. Each method is one
 * transaction; nothing of one that failed stays.
 * All reject with an UnavailableError where the store does not answer, with an IntegrityError INDEX_INVALID where what
 * it holds cannot be read.
 */
export interface IndexStore {
  /** The last block that is in the index, or undefined for none. */
  head(): Promise<BlockPoint | undefined>
  /** Blocks whose hashes are kept, at or below `number`, the highest first. */
  blocksDown(number: number, limit: number): Promise<BlockPoint[]>
  /** Adds a window. Rejects where the head is not the one that the window follows. */
  append(window: IndexWindow): Promise<void>
  /** Deletes everything above block `ancestor`; the events go to {@link orphaned}. Resolves to how many. */
  rewind(ancestor: number): Promise<number>

  /** In order, after a position, or from the first. */
  eventsAfter(after: Position | undefined, limit: number, filter?: EventFilter): Promise<ChainEvent[]>
  /** Calls back with each event in order, all of them of one state of the index. */
  visit(filter: EventFilter, visitor: (event: ChainEvent) => void): Promise<void>
  counts(): Promise<EventCount[]>

  /** Removed events that nobody has seen to yet, in order of their removal. */
  orphaned(limit: number): Promise<OrphanedEvent[]>
  /** Forgets the removed events up to and with `id`. */
  forgetOrphaned(id: number): Promise<void>
  close(): Promise<void>
}
