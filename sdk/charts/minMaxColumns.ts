/** Points of a line, null where it is broken. */
export interface LinePoints {
  /** Seconds from the start of the signal. */
  readonly times: readonly number[]
  readonly values: readonly (number | null)[]
}

/**
 * A part of a signal as a line of a few points for each column of pixels: the least and the greatest sample of the column, in
 * the order in which they come, so that no peak is lost. Where a column has a sample that is no number, the line is broken.
 * All samples are given where there are few. One more at each end lets the line go on to the edges.
 *
 * @param from seconds from the start of the signal, as `to`
 */
export function minMaxColumns(
  samples: ArrayLike<number>,
  samplingHertz: number,
  { from, to }: { readonly from: number; readonly to: number },
  columns: number,
): LinePoints {
  const first = Math.max(0, Math.floor(from * samplingHertz) - 1)
  const last = Math.min(samples.length - 1, Math.ceil(to * samplingHertz) + 1)
  const width = Math.ceil((last - first + 1) / Math.max(1, columns))
  const times: number[] = []
  const values: (number | null)[] = []
  const add = (index: number, value: number | null) => {
    times.push(index / samplingHertz)
    values.push(value)
  }
  if (width <= 2) {
    for (let index = first; index <= last; index++) add(index, finite(samples[index]))
    return { times, values }
  }
  // Columns begin at whole multiples of their width, so that a trace does not flicker while it is moved.
  for (let start = first - (first % width); start <= last; start += width) {
    addColumn(samples, start, Math.min(start + width, samples.length), add)
  }
  return { times, values }
}

function addColumn(
  samples: ArrayLike<number>,
  start: number,
  end: number,
  add: (index: number, value: number | null) => void,
): void {
  let least = -1
  let greatest = -1
  let missing = -1
  for (let index = start; index < end; index++) {
    const value = samples[index] as number
    if (!Number.isFinite(value)) missing = index
    else {
      if (least === -1 || value < (samples[least] as number)) least = index
      if (greatest === -1 || value > (samples[greatest] as number)) greatest = index
    }
  }
  if (least !== -1) {
    const [one, other] = least < greatest ? [least, greatest] : [greatest, least]
    add(one, samples[one] as number)
    if (other !== one) add(other, samples[other] as number)
  }
  // At the end of the column, so that times never go back.
  if (missing !== -1) add(end - 0.5, null)
}

const finite = (value: number | undefined): number | null =>
  Number.isFinite(value) ? (value as number) : null
