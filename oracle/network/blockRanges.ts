/** Blocks asked for at once: less than any public node refuses. */
const BLOCKS_AT_ONCE = 2_000

/** Blocks that are read again at each look, besides those that are not settled: for a reorganisation that went deeper. */
export const REREAD = 32

/** Block from which to read after a look that went up to `lookedTo`; undefined before the first. */
export const rereadFrom = (lookedTo: number | undefined, to: number): number | undefined =>
  lookedTo === undefined ? undefined : Math.max(0, Math.min(lookedTo, to) - REREAD + 1)

/** The first and the last block of each piece of the blocks `from` to `to` that a node answers for at once. */
export function* blockPieces(from: number, to: number): Generator<readonly [first: number, last: number]> {
  for (let first = from; first <= to; first += BLOCKS_AT_ONCE) {
    yield [first, Math.min(to, first + BLOCKS_AT_ONCE - 1)]
  }
}
