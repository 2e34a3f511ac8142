import { isTooMuch } from '../../sdk/chain/logPieces.ts'
import { chainError } from '../../sdk/chain/revert.ts'
import type { BlockPoint } from './chainEvent.ts'
import type { ChainSource } from './chainSource.ts'
import { type BlocksRead, readRange } from './readBlocks.ts'

/** Blocks of the first range of old blocks, and the most that are asked for at once. */
const FIRST_RANGE = 1_000
const MAXIMUM_RANGE = 16_000

/** Events that one range should hold at most, so that memory stays flat. */
const EVENTS_AT_ONCE = 10_000

/** Reads the next of the old blocks, from `from` on and none after `end`. @throws as `readRange` */
export interface GrowingRanges {
  read(source: ChainSource, after: BlockPoint | undefined, from: number, end: number): Promise<BlocksRead>
}

/**
 * Reads ranges as long as the node gives: it halves one that the node will not answer, and grows again. Nodes limit
 * blocks, logs, bytes or time, each with another error, so every refusal counts until one block is left.
 */
export function growingRanges(): GrowingRanges {
  let size = FIRST_RANGE
  let growth = 2
  return {
    async read(source, after, from, end) {
      while (true) {
        const to = Math.min(from + size - 1, end)
        try {
          const read = await readRange(source, after, from, to)
          const factor = read.events.length > EVENTS_AT_ONCE ? 0.5 : growth
          size = Math.min(MAXIMUM_RANGE, Math.ceil(size * factor))
          return read
        } catch (error) {
          if (from === to || !isTooMuch(error)) throw chainError(error)
          // What failed once fails again: from now on the size goes up slowly.
          growth = 1.25
          size = Math.floor((to - from + 1) / 2)
        }
      }
    },
  }
}
