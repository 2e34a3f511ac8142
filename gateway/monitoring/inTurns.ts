/** The first of every patient, then the second of every patient, and so on: nobody's many hold up another's few. */
export function inTurns<T extends { readonly patient: string }>(items: readonly T[]): T[] {
  const counts = new Map<string, number>()
  const placed = items.map((item) => {
    const turn = counts.get(item.patient) ?? 0
    counts.set(item.patient, turn + 1)
    return { item, turn }
  })
  return placed.sort((one, other) => one.turn - other.turn).map(({ item }) => item)
}
