import { originsBefore, type Trial } from '../../oracle/forecasting/combination/backtest.ts'
import {
  growthOf,
  levels,
  quantilesAround,
  type Scale,
  scalesOf,
  spreadOf,
} from '../../oracle/forecasting/combination/conformal.ts'
import { combinationSettings } from '../../oracle/forecasting/combination/settings.ts'
import {
  combine,
  pooledErrors,
  relativeErrors,
  weightsOf,
} from '../../oracle/forecasting/combination/weights.ts'
import { asSeen, formOf, type Prepared, prepare, restore } from '../../oracle/forecasting/history/prepare.ts'
import { croston, tsb } from '../../oracle/forecasting/methods/croston.ts'
import type { Method } from '../../oracle/forecasting/methods/method.ts'
import { meanChange } from '../../oracle/forecasting/methods/networkWindows.ts'
import { recentMean } from '../../oracle/forecasting/methods/recentMean.ts'
import { theta } from '../../oracle/forecasting/methods/theta.ts'
import type { DemandSeries } from '../../oracle/forecasting/series.ts'
import type { SolveInput } from '../../sdk/planning/solve/input.ts'

/** Months that a forecast reaches. */
const HORIZON = 6

/** Origins of the back-test. */
const ORIGINS = 3
const BEFORE = originsBefore(HORIZON, ORIGINS)
const SEASON = 12

/** The quickest of the methods that `salus forecast` combines; without ETS, ARIMA, decomposition and network. */
const REGULAR: readonly Method[] = [theta]
const INTERMITTENT: readonly Method[] = [croston, tsb, recentMean]

/** What each method says at an origin; one for each product, since many back-tests look at the same origin. */
type Said = Map<
  string,
  { readonly history: Prepared; readonly forecasts: ReadonlyMap<string, readonly number[]> }
>

/** Forecasts the months from one on, for products whose histories go up to it. */
export type Forecaster = (
  histories: readonly (readonly number[])[],
  month: number,
) => readonly SolveInput['forecast'][]

/**
 * Demand of the months to come for products with as much history: as oracle/forecasting/forecastTable.ts does it, from the same
 * parts, with fewer methods and origins. Remembers what it said of one month after another.
 */
export function createForecaster(): Forecaster {
  const said: Said[] = []
  return (histories, month) =>
    forecastMonths(
      histories.map((values, product) => {
        said[product] ??= new Map()
        return workOf(values, said[product])
      }),
      month,
    )
}

type Work = ReturnType<typeof workOf>

function forecastMonths(works: readonly Work[], month: number): readonly SolveInput['forecast'][] {
  const answers = new Array<SolveInput['forecast']>(works.length)
  for (const isIntermittent of [true, false]) {
    const kind = works.flatMap((work, index) =>
      work.history.isIntermittent === isIntermittent ? [{ ...work, index }] : [],
    )
    const pool = pooledErrors(kind.map(({ errors }) => errors))
    const residuals = kind.map(({ trials, errors }) =>
      trials.map(({ actual, forecasts }, origin) => {
        const weights = weightsOf(forecasts.keys(), errors, pool, combinationSettings, origin)
        const said = combine(forecasts, weights, HORIZON)
        return actual.map((value, step) => (value === null ? null : value - (said[step] as number)))
      }),
    )
    const growth = growthOf(residuals, HORIZON)
    const rough = kind.map(({ history }) => meanChange(history.values, history.season))
    const scales = scalesOf(residuals, rough, growth, { before: BEFORE, horizon: HORIZON })
    const spread = spreadOf(residuals, scales, growth)
    for (const [place, { forecasts, errors, history, index }] of kind.entries()) {
      const weights = weightsOf(forecasts.keys(), errors, pool, combinationSettings)
      const point = combine(forecasts, weights, HORIZON)
      const rows = quantilesAround(point, (scales[place] as Scale).whole, spread)
      answers[index] = {
        frequency: 'monthly',
        firstPeriod: month,
        levels: levels.map((level) => Math.round(1000 * level)),
        quantiles: rows.map((row, step) => quantise(row, history, step)),
      }
    }
  }
  return answers
}

const quantise = (row: readonly number[], history: Prepared, step: number) =>
  row.map((value) => Math.max(0, Math.round(1000 * restore(history, value, step))))

function workOf(values: readonly number[], said: Said) {
  const series: DemandSeries = { name: 'product', values, censored: values.map(() => false) }
  const form = formOf(series, SEASON, null)
  const sayAt = (origin: number) => {
    const key = `${origin} ${form.isIntermittent} ${form.isLogarithmic}`
    const found = said.get(key)
    if (found !== undefined) return found
    const history = prepare({ ...series, values: values.slice(0, origin) }, form)
    const made = { history, forecasts: forecastEach(history) }
    said.set(key, made)
    return made
  }
  const trials = BEFORE.map((back): Trial => {
    const origin = values.length - back
    const { history, forecasts } = sayAt(origin)
    const actual = Array.from({ length: Math.min(back, HORIZON) }, (_, step) =>
      asSeen(history, values[origin + step] as number, step),
    )
    return { actual, forecasts, naive: [] }
  })
  return { ...sayAt(values.length), trials, errors: relativeErrors(trials, form.isIntermittent) }
}

const forecastEach = (history: Prepared): ReadonlyMap<string, readonly number[]> =>
  new Map(
    (history.isIntermittent ? INTERMITTENT : REGULAR).map((method) => [
      method.name,
      method.forecast(history, HORIZON),
    ]),
  )
