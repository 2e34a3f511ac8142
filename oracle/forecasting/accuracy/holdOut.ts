import { seasonOf } from '../../../sdk/planning/calendar.ts'
import { type ForecastOptions, type ForecastPair, forecastTable } from '../forecastTable.ts'
import { type DemandSeries, type DemandTable, isObserved, periodsOf, until } from '../series.ts'
import { naiveScale, type Outcome } from './accuracy.ts'

/** A product's last periods, forecast without them. */
export interface HeldOut {
  readonly name: string
  readonly forecast: ForecastPair
  readonly combination: Outcome
  readonly naive: Outcome
}

/**
 * Forecasts the last periods of a table from those before. Nothing of the last periods is used, neither for weights nor for
 * quantiles.
 *
 * @param periods held out, fewer than the table has
 */
export async function holdOut(
  table: DemandTable,
  periods: number,
  options: Omit<ForecastOptions, 'horizon'>,
): Promise<readonly HeldOut[]> {
  const origin = periodsOf(table) - periods
  const known = until(table, origin)
  const hasStarted = known.series.map(({ values }) => values.some((value) => value !== null))
  const series = known.series.filter((_, index) => hasStarted[index])
  const forecasts = await forecastTable({ ...known, series }, { ...options, horizon: periods })
  const season = seasonOf[table.frequency]
  return table.series
    .filter((_, index) => hasStarted[index])
    .map((whole, index) => {
      const forecast = forecasts[index] as ForecastPair
      const actual = Array.from({ length: periods }, (_, step) => observedAt(whole, origin + step))
      const scale = naiveScale(
        Array.from({ length: origin }, (_, period) => observedAt(whole, period)),
        season,
      )
      return {
        name: whole.name,
        forecast,
        combination: { actual, scale, ...forecast.combination },
        naive: { actual, scale, ...forecast.naive },
      }
    })
}

const observedAt = (series: DemandSeries, period: number): number | null =>
  isObserved(series, period) ? (series.values[period] as number) : null
