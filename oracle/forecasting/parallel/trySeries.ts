import { backtest, type Trial } from '../combination/backtest.ts'
import { type Form, prepare } from '../history/prepare.ts'
import { forecastEach, forecastNaive } from '../methods/methods.ts'
import type { PastNetwork, TrainedNetwork } from '../methods/network.ts'
import type { DemandSeries } from '../series.ts'

/** A series from its first known value to its last, and what kind it is. */
export interface Task {
  readonly series: DemandSeries
  readonly form: Form
  /** Periods since the last known one, which a forecast has to bridge. */
  readonly gap: number
}

/** What is the same for all series of a table. */
export interface Setting {
  readonly horizon: number
  /** Periods before the end at which the methods are tried. */
  readonly before: readonly number[]
  /** For the origins, and for now. */
  readonly past: PastNetwork | null
  readonly now: TrainedNetwork | null
}

/** What the methods said at the origins and say now, from the period after the last known one on. */
export interface Trials {
  readonly trials: readonly Trial[]
  readonly forecasts: ReadonlyMap<string, readonly number[]>
  readonly naive: readonly number[]
}

/** All that takes time for one series, from nothing but what is given. */
export function trySeries({ series, form, gap }: Task, { horizon, before, past, now }: Setting): Trials {
  const history = prepare(series, form)
  return {
    trials: backtest(series, form, history.season, horizon, before, past),
    forecasts: forecastEach(history, gap + horizon, now),
    naive: forecastNaive(history, gap + horizon),
  }
}
