import type { Ledger } from '../../provenance/history/ledger.ts'
import type { Range } from './ranges.ts'

/** Counts packs of a batch that were dispensed, or came back under a hold. */
export interface MarkCounter {
  dispensed(ranges: readonly Range[]): number
  quarantined(ranges: readonly Range[]): number
}

export function markCounter({ marks }: Pick<Ledger, 'marks'>): MarkCounter {
  const indicesOf = (wanted: 'dispensed' | 'quarantined') =>
    [...marks]
      .filter(([, mark]) => mark === wanted)
      .map(([index]) => index)
      .sort((one, other) => one - other)
  const [dispensed, quarantined] = [indicesOf('dispensed'), indicesOf('quarantined')]
  return {
    dispensed: (ranges) => countIn(dispensed, ranges),
    quarantined: (ranges) => countIn(quarantined, ranges),
  }
}

const countIn = (sorted: readonly number[], ranges: readonly Range[]): number =>
  ranges.reduce((sum, { from, to }) => sum + below(sorted, to) - below(sorted, from), 0)

/** How many are smaller. */
function below(sorted: readonly number[], bound: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] as number) < bound) low = middle + 1
    else high = middle
  }
  return low
}
