import { seasonalIndices } from '../history/seasonalIndices.ts'
import { logistic } from '../numeric/bounds.ts'
import { nelderMead } from '../numeric/nelderMead.ts'
import type { History, Method } from './method.ts'

interface Smoothing {
  readonly level: number
  readonly trend: number
  readonly season: number
  /** What is left of the trend after each period. */
  readonly damping: number
}

const EVALUATIONS = 160

/**
 * Exponential smoothing with damped additive trend and additive season, ETS(A,Ad,A) (Hyndman, Koehler, Ord & Snyder 2008,
 * Forecasting with Exponential Smoothing, section 2.3). The smoothing parameters minimise the squared one-step errors.
 */
export const holtWinters: Method = {
  name: 'ETS',
  minimumHistory: (season) => Math.max(4, 2 * season + 1),
  forecast(history, horizon) {
    const run = smoother(history)
    const found = nelderMead(
      (place) => run(smoothingAt(place)).squaredError,
      [-0.8, -2, -2, 1.5],
      0.8,
      EVALUATIONS,
    )
    const smoothing = smoothingAt(found)
    const { level, trend, seasonal } = run(smoothing)
    const { season, values } = history
    let damped = 0
    let weight = 1
    return Array.from({ length: horizon }, (_, step) => {
      weight *= smoothing.damping
      damped += weight
      return level + damped * trend + (seasonal[(values.length + step) % season] as number)
    })
  },
}

/** Any four numbers as parameters within the usual bounds: 0 < β < α < 1, 0 < γ < 1 − α, 0.8 < φ < 0.98. */
function smoothingAt([a = 0, b = 0, c = 0, d = 0]: readonly number[]): Smoothing {
  const level = 0.001 + 0.998 * logistic(a)
  return {
    level,
    trend: level * logistic(b),
    season: (1 - level) * logistic(c),
    damping: 0.8 + 0.18 * logistic(d),
  }
}

function smoother({ values, season }: History) {
  const start = values.slice(0, Math.min(values.length, 4 * season))
  const indices = season > 1 ? seasonalIndices(start, season) : [0]
  const adjusted = start.map((value, time) => value - (indices[time % season] as number))
  const half = Math.max(1, Math.min(season, Math.floor(adjusted.length / 2)))
  const first = mean(adjusted.slice(0, half))
  const firstTrend = (mean(adjusted.slice(half, 2 * half)) - first) / half
  const seasonal = new Float64Array(season)
  return (smoothing: Smoothing) => {
    seasonal.set(indices)
    let trend = firstTrend
    let level = first - firstTrend * ((half + 1) / 2)
    let squaredError = 0
    for (let time = 0; time < values.length; time++) {
      const place = time % season
      const expected = level + smoothing.damping * trend
      const error = (values[time] as number) - expected - (seasonal[place] as number)
      squaredError += error * error
      level = expected + smoothing.level * error
      trend = smoothing.damping * trend + smoothing.trend * error
      seasonal[place] = (seasonal[place] as number) + (season > 1 ? smoothing.season * error : 0)
    }
    return { squaredError, level, trend, seasonal }
  }
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
