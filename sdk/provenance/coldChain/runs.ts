/** Consecutive readings from one index to another, both included. */
export interface Run {
  readonly first: number
  readonly last: number
}

/**
 * The longest runs of readings that share a kind other than null.
 * @param kindOf of the reading at an index
 * @param isBroken whether a run ends before the reading at an index although the kind stays
 */
export function runsOf(
  count: number,
  kindOf: (index: number) => string | null,
  isBroken: (index: number) => boolean = () => false,
): Run[] {
  const runs: Run[] = []
  for (let first = 0; first < count; ) {
    const kind = kindOf(first)
    let next = first + 1
    while (next < count && kindOf(next) === kind && !isBroken(next)) next++
    if (kind !== null) runs.push({ first, last: next - 1 })
    first = next
  }
  return runs
}
