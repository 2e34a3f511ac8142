import type { Frequency } from '../../sdk/planning/calendar.ts'

/** Demand for one product, one value a period, oldest first. */
export interface DemandSeries {
  readonly name: string
  /** Null where nothing is known. */
  readonly values: readonly (number | null)[]
  /** True where a stock-out or a recall kept what was sold below what was asked for: the value is a lower bound. */
  readonly censored: readonly boolean[]
}

/** Series over the same periods. */
export interface DemandTable {
  readonly frequency: Frequency
  /** Number of the first period, as the calendar counts. */
  readonly firstPeriod: number
  /** Every one has the same number of values. */
  readonly series: readonly DemandSeries[]
}

/** Periods from the first to the last. */
export const periodsOf = ({ series }: DemandTable): number => series[0]?.values.length ?? 0

/** What was known after the first `periods` of a table. */
export const until = (table: DemandTable, periods: number): DemandTable => ({
  ...table,
  series: table.series.map(({ name, values, censored }) => ({
    name,
    values: values.slice(0, periods),
    censored: censored.slice(0, periods),
  })),
})

/** Whether a value tells the whole demand of its period. */
export const isObserved = ({ values, censored }: DemandSeries, period: number): boolean =>
  values[period] !== null && values[period] !== undefined && censored[period] !== true

/** The same series from its first known period on: a product is not sold before it exists. */
export function fromFirstKnown(series: DemandSeries): DemandSeries {
  const first = series.values.findIndex((value) => value !== null)
  const start = first === -1 ? series.values.length : first
  return { ...series, values: series.values.slice(start), censored: series.censored.slice(start) }
}

/** How many periods at the end tell nothing of demand: not known, or of short supply and no more than was last asked for. */
export function unknownAtEnd(series: DemandSeries): number {
  const { values } = series
  const last = values.findLastIndex((_, period) => isObserved(series, period))
  if (last === -1) return 0
  const telling = values.findLastIndex((value, period) => period > last && (value ?? 0) > (values[last] ?? 0))
  return values.length - 1 - Math.max(last, telling)
}

/** The same series without its last periods. */
export const without = (series: DemandSeries, periods: number): DemandSeries => ({
  ...series,
  values: series.values.slice(0, series.values.length - periods),
  censored: series.censored.slice(0, series.censored.length - periods),
})
