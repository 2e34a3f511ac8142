/**
 * The median of the values before each one, of at most `window` of them; NaN for the first.
 * A sorted copy of the window is kept, so that each step costs one search and one shift.
 */
export function rollingMedian(values: ArrayLike<number>, window: number): Float64Array {
  const medians = new Float64Array(values.length).fill(Number.NaN)
  const sorted = new Float64Array(window + 1)
  let size = 0
  const placeOf = (value: number): number => {
    let [low, high] = [0, size]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sorted[middle] as number) < value) low = middle + 1
      else high = middle
    }
    return low
  }
  for (let index = 0; index < values.length; index++) {
    const half = size >> 1
    if (size > 0) {
      medians[index] =
        size % 2 === 1
          ? (sorted[half] as number)
          : ((sorted[half - 1] as number) + (sorted[half] as number)) / 2
    }
    const value = values[index] as number
    const place = placeOf(value)
    sorted.copyWithin(place + 1, place, size)
    sorted[place] = value
    size++
    if (size > window) {
      const oldest = placeOf(values[index - window] as number)
      sorted.copyWithin(oldest, oldest + 1, size)
      size--
    }
  }
  return medians
}
