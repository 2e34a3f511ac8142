import { asSeen, earlier, type Form, prepare } from '../history/prepare.ts'
import { forecastEach, forecastNaive } from '../methods/methods.ts'
import type { TrainedNetwork } from '../methods/network.ts'
import { type DemandSeries, isObserved } from '../series.ts'

/** What was said at one origin and what came, in the domain of the history. */
export interface Trial {
  /** One value a step; null where the demand is not known. */
  readonly actual: readonly (number | null)[]
  readonly forecasts: ReadonlyMap<string, readonly number[]>
  readonly naive: readonly number[]
}

/** Periods that a history must have at an origin. */
const LEAST_HISTORY = 4

/** How many periods before the end the origins of a back-test lie, the nearest first. */
export const originsBefore = (horizon: number, origins: number): readonly number[] =>
  Array.from({ length: origins }, (_, index) => (index + 1) * Math.ceil(horizon / 2))

/**
 * Forecasts from origins before the end, each from what was known there alone (rolling-origin evaluation, Tashman 2000).
 *
 * @param series from its first known value on
 * @param network trained on nothing after the earliest origin
 */
export function backtest(
  series: DemandSeries,
  form: Form,
  horizon: number,
  before: readonly number[],
  network: TrainedNetwork | null,
): readonly Trial[] {
  const trials: Trial[] = []
  for (const back of before) {
    const origin = series.values.length - back
    if (origin < LEAST_HISTORY) break
    const known = {
      ...series,
      values: series.values.slice(0, origin),
      censored: series.censored.slice(0, origin),
    }
    const history = prepare(known, earlier(form, back))
    const forecasts = forecastEach(history, horizon, network)
    const actual = Array.from({ length: Math.min(back, horizon) }, (_, step) => {
      const period = origin + step
      return isObserved(series, period) ? asSeen(history, series.values[period] as number, step) : null
    })
    trials.push({ actual, forecasts, naive: forecastNaive(history, horizon) })
  }
  return trials
}
