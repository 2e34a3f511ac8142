import type { Contracts } from '../../sdk/chain/contracts.ts'
import type { BlockPoint } from './chainEvent.ts'
import { chainSource } from './chainSource.ts'
import { growingRanges } from './growingRanges.ts'
import { type IndexStore, KEPT_BLOCKS } from './indexStore.ts'
import { createLogDecoder } from './logDecoder.ts'
import { readTail } from './readBlocks.ts'
import { rewindToChain } from './rewindToChain.ts'

/** Newest blocks that are read, and written, at once. */
const TAIL_AT_ONCE = 64

export interface SyncOptions {
  readonly signal?: AbortSignal
  /** Blocks that this call has read, and that it reads in all. */
  readonly onProgress?: (done: number, total: number) => void
}

export interface SyncStep {
  /** The last block in the index, or undefined where the chain has not reached the deployment yet. */
  readonly head: BlockPoint | undefined
  /** Events that were added. */
  readonly added: number
  /** Where a reorganisation was found: the last block that stayed, or the one before the deployment's. */
  readonly reorgedTo?: number
}

/**
 * Brings the index from its head to the chain's latest block, a window at a time. Each window is written whole with its
 * hashes, so a crash resumes where the last one ended; what the chain has taken back is deleted first. The index says
 * what the node says: where several nodes that disagree answer at one URL, it follows each in turn.
 *
 * One call at a time.
 * @throws UnavailableError where the node does not answer, or changed its chain meanwhile: call again;
 * IntegrityError CHAIN_LOG_INVALID for logs that the contracts cannot have written; the signal's reason when aborted
 */
export type SyncIndex = (options?: SyncOptions) => Promise<SyncStep>

/** Binds {@link SyncIndex} to a chain and a store, so that what it has learned of both serves the next call. */
export function createSync(contracts: Contracts, store: IndexStore): SyncIndex {
  const decode = createLogDecoder(contracts.deployment)
  const ranges = growingRanges()
  const start = contracts.deployment.block

  const sync = async ({ signal, onProgress }: SyncOptions): Promise<SyncStep> => {
    const source = chainSource(contracts, decode, signal)
    const latest = await source.latest()
    const { head, reorgedTo } = await rewindToChain(source, store, start)
    const step: { -readonly [member in keyof SyncStep]: SyncStep[member] } = { head, added: 0 }
    if (reorgedTo !== undefined) step.reorgedTo = reorgedTo

    const before = head?.number ?? start - 1
    const tail = Math.max(start, latest - KEPT_BLOCKS + 1)
    let next = before + 1
    while (next <= latest) {
      signal?.throwIfAborted()
      const read =
        next < tail
          ? await ranges.read(source, step.head, next, tail - 1)
          : await readTail(source, step.head, next, Math.min(next + TAIL_AT_ONCE - 1, latest))
      await store.append({ after: step.head, blocks: read.blocks, events: read.events })
      step.head = read.head
      step.added += read.events.length
      next = read.head.number + 1
      onProgress?.(read.head.number - before, latest - before)
    }
    return step
  }

  return async (options = {}) => {
    try {
      return await sync(options)
    } catch (error) {
      throw options.signal?.aborted ? options.signal.reason : error
    }
  }
}
