import { asSeen, earlier, type Form, prepare } from '../history/prepare.ts'
import { forecastEach, forecastNaive } from '../methods/methods.ts'
import type { PastNetwork } from '../methods/network.ts'
import { type DemandSeries, isObserved } from '../series.ts'
import type { CombinationSettings } from './settings.ts'

/** What was said at one origin and what came, in the domain of the history. */
export interface Trial {
  /** One value a step; null where the demand is not known. */
  readonly actual: readonly (number | null)[]
  readonly forecasts: ReadonlyMap<string, readonly number[]>
  readonly naive: readonly number[]
}

/** Periods that a history must have at an origin. */
const LEAST_HISTORY = 4

/** Least part of the history that an origin after the first leaves: with less, methods do worse than they will now. */
const LEAST_SHARE = 0.5

/**
 * How many periods before the end the origins of a back-test lie, the nearest first: half a horizon, then whole horizons. Whole ones tell
 * of as many different times as there are origins, since what upsets one period upsets all forecasts of it.
 */
export function originsBefore(horizon: number, origins: number): readonly number[] {
  const half = Math.ceil(horizon / 2)
  const whole = Array.from({ length: origins }, (_, index) => (index + 1) * horizon)
  return [half, ...whole.filter((back) => back > half)].slice(0, origins)
}

/** How many origins show enough errors to tell of their tails: one product with a short horizon needs more than a table of many. */
export const originsFor = (
  products: number,
  horizon: number,
  { origins, mostOrigins, errors }: CombinationSettings,
): number => Math.max(origins, Math.min(mostOrigins, Math.ceil(errors / (products * horizon))))

/**
 * Forecasts from origins before the end, each from what was known there alone (rolling-origin evaluation, Tashman 2000).
 *
 * @param series from its first known value on
 * @param season of the whole history as prepared; an origin after the first that is too early to know it is left out
 * @param past network, and how many periods before the end it was trained: it is not tried at earlier origins
 */
export function backtest(
  series: DemandSeries,
  form: Form,
  season: number,
  horizon: number,
  before: readonly number[],
  past: PastNetwork | null,
): readonly Trial[] {
  const trials: Trial[] = []
  for (const back of before) {
    const origin = series.values.length - back
    const least = trials.length === 0 ? 0 : LEAST_SHARE * series.values.length
    if (origin < Math.max(LEAST_HISTORY, least)) break
    const known = {
      ...series,
      values: series.values.slice(0, origin),
      censored: series.censored.slice(0, origin),
    }
    const history = prepare(known, earlier(form, back))
    if (trials.length > 0 && history.season !== season) break
    const network = past !== null && back <= past.before ? past.network : null
    const forecasts = forecastEach(history, horizon, network)
    const actual = Array.from({ length: Math.min(back, horizon) }, (_, step) => {
      const period = origin + step
      return isObserved(series, period) ? asSeen(history, series.values[period] as number, step) : null
    })
    trials.push({ actual, forecasts, naive: forecastNaive(history, horizon) })
  }
  return trials
}
