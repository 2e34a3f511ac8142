import type { Trial } from './backtest.ts'
import type { CombinationSettings } from './settings.ts'

export type Weights = ReadonlyMap<string, number>

/** Error of each method relative to the mean over the methods, one entry for every origin. */
export type RelativeErrors = ReadonlyMap<string, readonly (number | null)[]>

/**
 * How far off each method was at each origin, in units of the mean over the methods; null where nothing is known. Absolute errors
 * measure how near a forecast comes to the median; for intermittent demand, whose median may be zero, squared errors to the
 * mean (Kolassa 2016, International Journal of Forecasting 32:788).
 */
export function relativeErrors(trials: readonly Trial[], isIntermittent: boolean): RelativeErrors {
  const names = [...new Set(trials.flatMap(({ forecasts }) => [...forecasts.keys()]))]
  const errors = new Map<string, (number | null)[]>(names.map((name) => [name, []]))
  for (const { actual, forecasts } of trials) {
    const own = new Map(
      [...forecasts].map(([name, said]) => [name, meanError(actual, said, isIntermittent)] as const),
    )
    const known = [...own.values()].filter((value) => value !== null)
    const mean = known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length)
    for (const name of names) {
      const error = own.get(name) ?? null
      errors.get(name)?.push(error === null || mean === 0 ? null : error / mean)
    }
  }
  return errors
}

function meanError(actual: Trial['actual'], said: readonly number[], isSquared: boolean): number | null {
  const errors = actual.flatMap((value, step) =>
    value === null ? [] : [Math.abs(value - (said[step] as number))],
  )
  if (errors.length === 0) return null
  return errors.reduce((sum, error) => sum + (isSquared ? error * error : error), 0) / errors.length
}

/** Mean relative error of each method over many series. */
export function pooledErrors(all: readonly RelativeErrors[]): Weights {
  const sums = new Map<string, { sum: number; count: number }>()
  for (const errors of all) {
    for (const [name, values] of errors) {
      const total = sums.get(name) ?? { sum: 0, count: 0 }
      for (const value of values) {
        if (value === null) continue
        total.sum += value
        total.count++
      }
      sums.set(name, total)
    }
  }
  return new Map([...sums].map(([name, { sum, count }]) => [name, count === 0 ? 1 : sum / count]))
}

/**
 * Weights that add up to one: the inverse of each method's error (Bates & Granger 1969), a series' own drawn towards that of
 * all series, since a few origins tell little.
 *
 * @param without origin whose errors are not counted, for a forecast of that very origin
 */
export function weightsOf(
  names: Iterable<string>,
  own: RelativeErrors,
  pool: Weights,
  { power, poolOrigins }: CombinationSettings,
  without?: number,
): Weights {
  const raw = [...names].map((name) => {
    const errors = (own.get(name) ?? []).filter(
      (value, origin) => value !== null && origin !== without,
    ) as number[]
    const sum = errors.reduce((total, error) => total + error, 0) + poolOrigins * (pool.get(name) ?? 1)
    // No method is trusted without end because it was right by chance.
    const error = Math.max(0.1, sum / (errors.length + poolOrigins))
    return [name, error ** -power] as const
  })
  const total = raw.reduce((sum, [, weight]) => sum + weight, 0)
  return new Map(raw.map(([name, weight]) => [name, weight / total]))
}

/** The weighted mean of forecasts. */
export function combine(
  forecasts: ReadonlyMap<string, readonly number[]>,
  weights: Weights,
  horizon: number,
): readonly number[] {
  return Array.from({ length: horizon }, (_, step) =>
    [...forecasts].reduce((sum, [name, said]) => sum + (weights.get(name) ?? 0) * (said[step] as number), 0),
  )
}
