import { backtest, type Trial } from '../combination/backtest.ts'
import { type Form, prepare } from '../history/prepare.ts'
import { forecastEach, forecastNaive } from '../methods/methods.ts'
import type { TrainedNetwork } from '../methods/network.ts'
import type { DemandSeries } from '../series.ts'

/** A series from its first known value on, and what kind it is. */
export interface Task {
  readonly series: DemandSeries
  readonly form: Form
}

/** What is the same for all series of a table. */
export interface Setting {
  readonly horizon: number
  /** Periods before the end at which the methods are tried. */
  readonly before: readonly number[]
  /** Trained on nothing after the earliest of these origins, and on everything. */
  readonly past: TrainedNetwork | null
  readonly now: TrainedNetwork | null
}

/** What the methods said at the origins and say now. */
export interface Trials {
  readonly trials: readonly Trial[]
  readonly forecasts: ReadonlyMap<string, readonly number[]>
  readonly naive: readonly number[]
}

/** All that takes time for one series, from nothing but what is given. */
export function trySeries({ series, form }: Task, { horizon, before, past, now }: Setting): Trials {
  const history = prepare(series, form)
  return {
    trials: backtest(series, form, horizon, before, past),
    forecasts: forecastEach(history, horizon, now),
    naive: forecastNaive(history, horizon),
  }
}
