import type { fanChart } from '../../../../sdk/charts/index.ts'
import { type Frequency, firstDayOf } from '../../../../sdk/planning/calendar.ts'
import type { DemandForecast } from '../../../../sdk/planning/demandForecast.ts'
import type { DemandHistory } from '../../../../sdk/planning/history.ts'
import {
  formatDay,
  formatMonth,
  formatPercent,
  formatShortDay,
  formatShortMonth,
} from '../../../words/format.ts'

type FanChartInput = Parameters<typeof fanChart>[0]

/** Periods of history that are drawn, for each that is forecast; but no fewer than the least. */
const HISTORY_SHARE = 4
const LEAST_HISTORY = 24

/** What a period is called: its month, or its first day. */
export function periodName(period: number, frequency: Frequency): string {
  const day = firstDayOf(period, frequency)
  return frequency === 'monthly' ? formatMonth(day) : formatDay(day)
}

/** The same below an axis, where five of them stand side by side on a telephone. */
function shortName(period: number, frequency: Frequency): string {
  const day = firstDayOf(period, frequency)
  return frequency === 'monthly' ? formatShortMonth(day) : formatShortDay(day)
}

interface Interval {
  readonly label: string
  /** Places in a row of quantiles. */
  readonly from: number
  readonly to: number
}

/** The intervals that the levels of a forecast make in pairs, the widest first. */
export const intervalsOf = ({ levels }: Pick<DemandForecast, 'levels'>): readonly Interval[] =>
  levels.flatMap((level, from) => {
    const to = levels.indexOf(1000 - level)
    return to > from ? [{ from, to, label: formatPercent((1000 - 2 * level) / 1000) }] : []
  })

/** Place of the median, or of the middle one of the levels. */
export function middleOf({ levels }: Pick<DemandForecast, 'levels'>): number {
  const median = levels.indexOf(500)
  return median === -1 ? Math.floor(levels.length / 2) : median
}

/** A forecast and the demand before it, for a chart. What is not known between the two stays empty. */
export function fanOf(
  forecast: DemandForecast,
  history: DemandHistory | null,
  { id, subject }: Pick<FanChartInput, 'id' | 'subject'>,
): FanChartInput {
  const { firstPeriod, frequency, quantiles } = forecast
  const intervals = intervalsOf(forecast)
  const middle = middleOf(forecast)
  const length = history ? Math.max(LEAST_HISTORY, HISTORY_SHARE * quantiles.length) : 0
  const first = Math.max(firstPeriod - length, history?.firstPeriod ?? firstPeriod)
  const past = Array.from({ length: Math.max(0, firstPeriod - first) }, (_, index) => first + index)
  const placeOf = (period: number) => period - (history?.firstPeriod ?? 0)
  return {
    id,
    subject,
    hasLegend: false,
    history: past.map((period) => history?.values[placeOf(period)] ?? null),
    censored: past.flatMap((period, index) => (history?.censored[placeOf(period)] ? [index] : [])),
    forecast: quantiles.map((row) => ({
      middle: (row[middle] ?? 0) / 1000,
      intervals: intervals.map(({ from, to }) => [(row[from] ?? 0) / 1000, (row[to] ?? 0) / 1000]),
    })),
    intervalLabels: intervals.map(({ label }) => label),
    periods: [...past, ...quantiles.map((_, step) => firstPeriod + step)].map((period) =>
      shortName(period, frequency),
    ),
  }
}
