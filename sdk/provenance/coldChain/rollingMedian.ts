/**
 * The median of the values before each one, of at most `window` of them; NaN for the first.
 * A sorted copy of the window is kept, so that each step costs one search and one short shift.
 */
export function rollingMedian(values: ArrayLike<number>, window: number): Float64Array {
  const medians = new Float64Array(values.length).fill(Number.NaN)
  const sorted = new Float64Array(window)
  let size = 0
  for (let index = 0; index < values.length; index++) {
    if (size > 0) medians[index] = medianOf(sorted, size)
    const isFull = size === window
    const place = isFull ? placeOf(sorted, size, values[index - window] as number) : size
    replace(sorted, size, place, values[index] as number)
    if (!isFull) size++
  }
  return medians
}

function medianOf(sorted: Float64Array, size: number): number {
  const half = size >> 1
  const upper = sorted[half] as number
  return size % 2 === 1 ? upper : ((sorted[half - 1] as number) + upper) / 2
}

/** The first place of a value, or where it belongs. */
function placeOf(sorted: Float64Array, size: number, value: number): number {
  let [low, high] = [0, size]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] as number) < value) low = middle + 1
    else high = middle
  }
  return low
}

/** Puts a value in its order for the one at a place: those between move by one. */
function replace(sorted: Float64Array, size: number, from: number, value: number): void {
  const to = placeOf(sorted, size, value)
  if (to <= from) {
    sorted.copyWithin(to + 1, to, from)
    sorted[to] = value
  } else {
    sorted.copyWithin(from, from + 1, to)
    sorted[to - 1] = value
  }
}
