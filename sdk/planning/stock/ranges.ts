/** Packs of one batch by index: [from, to). */
export interface Range {
  readonly from: number
  readonly to: number
}

/** What of a range lies in another one; empty where nothing does. */
export function clip({ from, to }: Range, within: Range): Range[] {
  const clipped = { from: Math.max(from, within.from), to: Math.min(to, within.to) }
  return clipped.from < clipped.to ? [clipped] : []
}

/** What of the ranges lies in none of the cuts. */
export function without(ranges: readonly Range[], cuts: readonly Range[]): Range[] {
  let left = [...ranges]
  for (const cut of cuts) {
    left = left.flatMap((range) => [
      ...clip(range, { from: range.from, to: cut.from }),
      ...clip(range, { from: cut.to, to: range.to }),
    ])
  }
  return left
}

/** What of the ranges lies in any of the others. */
export const common = (ranges: readonly Range[], others: readonly Range[]): Range[] =>
  without(ranges, without(ranges, others))

export const lengthOf = (ranges: readonly Range[]): number =>
  ranges.reduce((sum, { from, to }) => sum + to - from, 0)
