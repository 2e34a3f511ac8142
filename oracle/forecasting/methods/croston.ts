import { logistic } from '../numeric/bounds.ts'
import { nelderMead } from '../numeric/nelderMead.ts'
import type { Method } from './method.ts'

const EVALUATIONS = 60

/**
 * Croston's method with the correction of Syntetos & Boylan (2005, International Journal of Forecasting 21:303): the size of a demand over
 * the interval between demands, both smoothed when there is one, times 1 − α/2.
 */
export const croston: Method = {
  name: 'Croston',
  minimumHistory: () => 4,
  forecast: ({ values }, horizon) => {
    const run = (alpha: number) => {
      let { size, interval } = firstDemand(values)
      let squaredError = 0
      let since = 1
      for (const value of values) {
        const rate = ((1 - alpha / 2) * size) / interval
        squaredError += (value - rate) ** 2
        if (value > 0) {
          size += alpha * (value - size)
          interval += alpha * (since - interval)
          since = 1
        } else since++
      }
      return { squaredError, rate: ((1 - alpha / 2) * size) / interval }
    }
    // Croston's own range of smoothing, up to 0.3.
    const alphaAt = (place: number) => 0.02 + 0.28 * logistic(place)
    const [found = 0] = nelderMead(([place = 0]) => run(alphaAt(place)).squaredError, [0], 1, EVALUATIONS / 2)
    return new Array<number>(horizon).fill(run(alphaAt(found)).rate)
  },
}

/**
 * The method of Teunter, Syntetos & Babai (2011, European Journal of Operational Research 214:606): as Croston's, but the
 * probability of a demand is smoothed in every period, so that a product nobody asks for any more dies away.
 */
export const tsb: Method = {
  name: 'TSB',
  minimumHistory: () => 4,
  forecast: ({ values }, horizon) => {
    const run = (alpha: number, beta: number) => {
      const first = firstDemand(values)
      let { size } = first
      let probability = 1 / first.interval
      let squaredError = 0
      for (const value of values) {
        squaredError += (value - probability * size) ** 2
        if (value > 0) size += alpha * (value - size)
        probability += beta * ((value > 0 ? 1 : 0) - probability)
      }
      return { squaredError, rate: probability * size }
    }
    const at = (place: number) => 0.02 + 0.48 * logistic(place)
    const [size = 0, chance = 0] = nelderMead(
      ([a = 0, b = 0]) => run(at(a), at(b)).squaredError,
      [-1, -1],
      1,
      EVALUATIONS,
    )
    return new Array<number>(horizon).fill(run(at(size), at(chance)).rate)
  },
}

/** The first demand, and the mean interval between demands as a start. */
function firstDemand(values: readonly number[]): { readonly size: number; readonly interval: number } {
  const demands = values.filter((value) => value > 0)
  if (demands.length === 0) return { size: 0, interval: 1 }
  return { size: demands[0] as number, interval: values.length / demands.length }
}
