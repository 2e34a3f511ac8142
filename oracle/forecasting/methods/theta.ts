import { seasonalIndices } from '../history/seasonalIndices.ts'
import { logistic } from '../numeric/bounds.ts'
import { nelderMead } from '../numeric/nelderMead.ts'
import type { Method } from './method.ts'

const EVALUATIONS = 40

/** Autocorrelation at the season beyond which a series counts as seasonal: one-sided 90 % (Assimakopoulos & Nikolopoulos 2000). */
const SEASONAL_LIMIT = 1.645

/**
 * The Theta method as what it is: simple exponential smoothing with half the slope of the linear trend as drift, on the
 * seasonally adjusted series (Hyndman & Billah 2003, Unmasking the Theta method).
 */
export const theta: Method = {
  name: 'Theta',
  minimumHistory: (season) => Math.max(4, 2 * season + 1),
  forecast({ values, season }, horizon) {
    const isSeasonal = season > 1 && hasSeason(values, season)
    const indices = isSeasonal ? seasonalIndices(values, season) : [0]
    const indexOf = (time: number) => indices[time % indices.length] as number
    const adjusted = values.map((value, time) => value - indexOf(time))
    const drift = slope(adjusted) / 2
    const [found = 0] = nelderMead(
      ([place = 0]) => smooth(adjusted, logistic(place)).squaredError,
      [0],
      1,
      EVALUATIONS,
    )
    const alpha = logistic(found)
    const { level } = smooth(adjusted, alpha)
    const lag = (1 - (1 - alpha) ** values.length) / alpha
    return Array.from(
      { length: horizon },
      (_, step) => level + drift * (step + lag) + indexOf(values.length + step),
    )
  },
}

function smooth(values: readonly number[], alpha: number) {
  let level = values[0] as number
  let squaredError = 0
  for (const value of values) {
    const error = value - level
    squaredError += error * error
    level += alpha * error
  }
  return { level, squaredError }
}

function slope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2
  let products = 0
  let squares = 0
  for (const [time, value] of values.entries()) {
    products += (time - middle) * value
    squares += (time - middle) ** 2
  }
  return products / squares
}

function hasSeason(values: readonly number[], season: number): boolean {
  const correlation = autocorrelations(values, season)
  const spread = correlation.slice(1, -1).reduce((sum, own) => sum + own * own, 0)
  return (correlation.at(-1) as number) > SEASONAL_LIMIT * Math.sqrt((1 + 2 * spread) / values.length)
}

/** From lag 0 to `most`. */
function autocorrelations(values: readonly number[], most: number): readonly number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const covariance = (lag: number) => {
    let sum = 0
    for (let time = lag; time < values.length; time++)
      sum += ((values[time] as number) - mean) * ((values[time - lag] as number) - mean)
    return sum
  }
  const variance = covariance(0)
  return Array.from({ length: most + 1 }, (_, lag) => (variance === 0 ? 0 : covariance(lag) / variance))
}
