import { type Accuracy, accuracyOf } from '../../../oracle/forecasting/accuracy/accuracy.ts'
import { type HeldOut, holdOut } from '../../../oracle/forecasting/accuracy/holdOut.ts'
import { type Forecast, forecastTable, requireHorizon } from '../../../oracle/forecasting/forecastTable.ts'
import { type LeftOut, selectProducts } from '../../../oracle/forecasting/selectProducts.ts'
import { type DemandSeries, type DemandTable, periodsOf } from '../../../oracle/forecasting/series.ts'
import { loadRuntime, type TensorFlow } from '../../../oracle/runtime/tensorflow.ts'
import { InvalidInputError } from '../../../sdk/errors/index.ts'
import { type Frequency, periodText, seasonOf } from '../../../sdk/planning/calendar.ts'
import { progressLine } from '../../output/progress.ts'

/** How well the combination and seasonal naive did on the hold-out. */
export interface Compared {
  readonly combination: Accuracy
  readonly seasonalNaive: Accuracy
}

export interface ProductForecast {
  readonly demand: DemandSeries
  readonly forecast: Forecast
  /** Null without a hold-out, or where the product is newer than its start. */
  readonly accuracy: Compared | null
}

export interface MadeForecast {
  readonly frequency: Frequency
  /** Names of the periods of the table, and then of the horizon. */
  readonly periods: readonly string[]
  readonly horizon: number
  /** Periods held out; 0 for none. */
  readonly heldOut: number
  readonly accuracy: Compared | null
  readonly products: readonly ProductForecast[]
  readonly leftOut: readonly LeftOut[]
}

/**
 * Tests the methods on the last periods of a table, then forecasts those after it.
 * @param asked periods to hold out; the horizon where the history is long enough unless given
 * @throws InvalidInputError FORECAST_INVALID
 */
export async function makeForecast(
  given: DemandTable,
  horizon: number,
  asked?: number,
): Promise<MadeForecast> {
  const length = periodsOf(given)
  requireHorizon(given, horizon)
  const { table, leftOut } = selectProducts(given, horizon)
  const heldOut = heldOutPeriods(length, horizon, asked)
  let runtime: Promise<TensorFlow> | undefined
  const loadTensorFlow = () => {
    runtime ??= loadRuntime('wasm').then(({ tf }) => tf)
    return runtime
  }
  const progress = progressLine('forecasting')
  const parts = heldOut > 0 ? 2 : 1
  const onProgress = (part: number) => (done: number, total: number) =>
    progress.bar(part * total + done, parts * total)
  const tested =
    heldOut > 0 ? await holdOut(table, heldOut, { loadTensorFlow, onProgress: onProgress(0) }) : []
  const forecasts = await forecastTable(table, { horizon, loadTensorFlow, onProgress: onProgress(parts - 1) })
  progress.clear()
  const byName = new Map(tested.map((held) => [held.name, held]))
  return {
    frequency: table.frequency,
    periods: Array.from({ length: length + horizon }, (_, index) =>
      periodText(table.firstPeriod + index, table.frequency),
    ),
    horizon,
    heldOut,
    accuracy: tested.length === 0 ? null : compare(tested),
    products: table.series.map((demand, index) => {
      const held = byName.get(demand.name)
      return {
        demand,
        forecast: forecasts[index]?.combination as Forecast,
        accuracy: held === undefined ? null : compare([held]),
      }
    }),
    leftOut,
  }

  function heldOutPeriods(periods: number, ahead: number, named: number | undefined): number {
    if (named === undefined) return periods >= 2 * ahead + seasonOf[table.frequency] ? ahead : 0
    if (2 * named <= periods) return named
    throw new InvalidInputError(
      'FORECAST_INVALID',
      `A hold-out of ${named} periods is more than half of the history of ${periods}; hold out fewer.`,
    )
  }
}

const compare = (tested: readonly HeldOut[]): Compared => ({
  combination: accuracyOf(tested.map(({ combination }) => combination)),
  seasonalNaive: accuracyOf(tested.map(({ naive }) => naive)),
})
