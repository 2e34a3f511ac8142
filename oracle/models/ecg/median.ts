/** NaN for an empty list; the mean of the middle two where their number is even. */
export function median(values: readonly number[]): number {
  const ordered = [...values].sort((one, other) => one - other)
  const middle = ordered.length >> 1
  if (ordered.length % 2 === 1) return ordered[middle] as number
  return ((ordered[middle - 1] as number) + (ordered[middle] as number)) / 2
}
