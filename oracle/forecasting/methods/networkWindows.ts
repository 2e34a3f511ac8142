import type { History } from './method.ts'

export interface Shape {
  /** Periods that a window has. */
  readonly past: number
  readonly horizon: number
  readonly season: number
}

export interface Windows {
  readonly count: number
  /** The windows of these numbers, one after the other: [numbers, past] and [numbers, horizon]. */
  draw(numbers: readonly number[]): { readonly inputs: Float32Array; readonly targets: Float32Array }
}

/** Mean absolute change over a season, the unit of a history; zero where nothing changes. */
export function meanChange(values: readonly number[], season: number): number {
  let sum = 0
  for (let time = season; time < values.length; time++)
    sum += Math.abs((values[time] as number) - (values[time - season] as number))
  return sum / Math.max(1, values.length - season)
}

/** As {@link meanChange}, but never zero. */
export const scaleOf = (values: readonly number[], season: number): number => meanChange(values, season) || 1

/** Every window of every history that is followed by a whole horizon. */
export function windowsOf(histories: readonly History[], { past, horizon, season }: Shape): Windows {
  const places: { values: readonly number[]; scale: number; first: number; before: number }[] = []
  let count = 0
  for (const { values } of histories) {
    const own = values.length - past - horizon + 1
    if (own <= 0) continue
    places.push({ values, scale: scaleOf(values, season), first: past, before: count })
    count += own
  }
  const find = (number: number) => {
    let low = 0
    let high = places.length - 1
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if ((places[middle]?.before ?? 0) <= number) low = middle
      else high = middle - 1
    }
    return places[low] as (typeof places)[number]
  }
  return {
    count,
    draw(numbers) {
      const inputs = new Float32Array(numbers.length * past)
      const targets = new Float32Array(numbers.length * horizon)
      for (const [row, number] of numbers.entries()) {
        const { values, scale, first, before } = find(number)
        const end = first + number - before
        const last = values[end - 1] as number
        for (let place = 0; place < past; place++)
          inputs[row * past + place] = ((values[end - past + place] as number) - last) / scale
        for (let step = 0; step < horizon; step++) {
          const naive = values[end - season + (step % season)] as number
          targets[row * horizon + step] = ((values[end + step] as number) - naive) / scale
        }
      }
      return { inputs, targets }
    },
  }
}
