import { InvalidInputError } from '../../sdk/errors/index.ts'
import { seasonOf } from '../../sdk/planning/calendar.ts'
import type { TensorFlow } from '../runtime/tensorflow.ts'
import { originsBefore, originsFor } from './combination/backtest.ts'
import {
  growthOf,
  type Origins,
  quantilesAround,
  type Residuals,
  type Scale,
  scalesOf,
  spreadOf,
} from './combination/conformal.ts'
import { type CombinationSettings, combinationSettings } from './combination/settings.ts'
import {
  combine,
  pooledErrors,
  type RelativeErrors,
  relativeErrors,
  type Weights,
  weightsOf,
} from './combination/weights.ts'
import { atLeastPoisson, greatestOf, isCounted } from './counts.ts'
import { earlier, formOf, type Prepared, prepare, restore } from './history/prepare.ts'
import { sharedProfile } from './history/sharedProfile.ts'
import { meanChange } from './methods/networkWindows.ts'
import { trainNetworks } from './parallel/trainNetworks.ts'
import { tryMethods } from './parallel/tryMethods.ts'
import type { Task, Trials } from './parallel/trySeries.ts'
import { type DemandTable, fromFirstKnown, periodsOf, unknownAtEnd, without } from './series.ts'

/** One product's demand to come, in the unit of the table. */
export interface Forecast {
  readonly name: string
  /** The median, one value a period. */
  readonly point: readonly number[]
  /** One row a period, one value for each of the levels, ascending. */
  readonly quantiles: readonly (readonly number[])[]
  /** Share of each method in the point; empty for seasonal naive. */
  readonly weights: Weights
}

/** What a product's forecast is measured by, made in the same way. */
export interface ForecastPair {
  readonly combination: Forecast
  readonly naive: Forecast
}

export interface ForecastOptions {
  /** Periods, from 1. */
  readonly horizon: number
  /** For the network; without it, or without enough series, the combination goes without. */
  readonly loadTensorFlow?: () => Promise<TensorFlow>
  readonly onProgress?: (done: number, total: number) => void
  readonly settings?: CombinationSettings
}

/** Horizons before the end from which the network is tried; at earlier origins too little would be left to train it. */
const NETWORK_HORIZONS = 2

/** A product with all that is said about it. */
interface Work extends Task, Trials {
  readonly history: Prepared
  readonly errors: RelativeErrors
}

/**
 * Forecasts every series of a table: each by several methods, combined by weights from a rolling-origin back-test, with quantiles from the
 * errors of that back-test. Equal tables give equal forecasts.
 *
 * @throws InvalidInputError FORECAST_INVALID for a horizon that is not a whole number from 1 or longer than the table
 */
export async function forecastTable(
  table: DemandTable,
  options: ForecastOptions,
): Promise<readonly ForecastPair[]> {
  const { horizon, settings = combinationSettings, onProgress } = options
  requireHorizon(table, horizon)
  const season = seasonOf[table.frequency]
  const profile = sharedProfile(table.series, season)
  const tasks = table.series.map((given): Task => {
    const gap = unknownAtEnd(given)
    const series = without(fromFirstKnown(given), gap)
    return { series, form: earlier(formOf(series, season, profile), gap), gap }
  })
  const before = originsBefore(horizon, originsFor(tasks.length, horizon, settings))
  const unknown = NETWORK_HORIZONS * horizon
  const networks = await trainNetworks(tasks, season, horizon, unknown, options.loadTensorFlow)
  const tried = await tryMethods(tasks, { horizon, before, ...networks }, onProgress)
  const works = tasks.map((task, index): Work => {
    const trials = tried[index] as Trials
    return {
      ...task,
      ...trials,
      history: prepare(task.series, task.form),
      errors: relativeErrors(trials.trials, task.form.isIntermittent),
    }
  })
  const kinds = [true, false].map((isIntermittent) =>
    works.filter(({ form }) => form.isIntermittent === isIntermittent),
  )
  const answers = new Map<Work, ForecastPair>()
  for (const kind of kinds) {
    const pool = pooledErrors(kind.map(({ errors }) => errors))
    const residualsOf = (work: Work) => combinedResiduals(work, pool, horizon, settings)
    const combination = quantileMaker(kind, kind.map(residualsOf), { before, horizon })
    const naive = quantileMaker(kind, kind.map(naiveResiduals), { before, horizon })
    for (const [index, work] of kind.entries()) {
      const { forecasts } = work
      const weights = weightsOf(forecasts.keys(), work.errors, pool, settings)
      answers.set(work, {
        combination: combination(index, combine(forecasts, weights, work.gap + horizon), weights),
        naive: naive(index, work.naive, new Map()),
      })
    }
  }
  return works.map((work) => answers.get(work) as ForecastPair)
}

/** Errors at each origin of the combination by weights from the other origins. */
function combinedResiduals(
  { trials, errors }: Work,
  pool: Weights,
  horizon: number,
  settings: CombinationSettings,
): Residuals {
  return trials.map(({ actual, forecasts }, origin) => {
    const said = combine(forecasts, weightsOf(forecasts.keys(), errors, pool, settings, origin), horizon)
    return actual.map((value, step) => (value === null ? null : value - (said[step] as number)))
  })
}

const naiveResiduals = ({ trials }: Work): Residuals =>
  trials.map(({ actual, naive }) =>
    actual.map((value, step) => (value === null ? null : value - (naive[step] as number))),
  )

/** How forecasts of one kind of series get their quantiles. */
function quantileMaker(works: readonly Work[], residuals: readonly Residuals[], origins: Origins) {
  const growth = growthOf(residuals, origins.horizon)
  const rough = works.map(({ history }) => meanChange(history.values, history.season))
  const scales = scalesOf(residuals, rough, growth, origins)
  const spread = spreadOf(residuals, scales, growth)
  return (index: number, point: readonly number[], weights: Weights): Forecast => {
    const { series, history, gap } = works[index] as Work
    const most = greatestOf(series)
    const isCount = isCounted(series)
    const back = (value: number, step: number) => Math.min(most, restore(history, value, step))
    const rows = quantilesAround(point, (scales[index] as Scale).whole, spread).map((row, step) => {
      const quantities = row.map((value) => back(value, step))
      return isCount ? atLeastPoisson(quantities) : quantities
    })
    return { name: series.name, point: point.map(back).slice(gap), quantiles: rows.slice(gap), weights }
  }
}

/** @throws InvalidInputError FORECAST_INVALID */
export function requireHorizon(table: DemandTable, horizon: number): void {
  const periods = periodsOf(table)
  if (!Number.isInteger(horizon) || horizon < 1) {
    throw new InvalidInputError('FORECAST_INVALID', 'The horizon is a whole number of periods, 1 or more.')
  }
  if (horizon > periods) {
    throw new InvalidInputError(
      'FORECAST_INVALID',
      `The horizon of ${horizon} periods is longer than the history of ${periods}; ask for fewer.`,
    )
  }
}
