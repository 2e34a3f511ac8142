import type { Day, Frequency } from '../../../sdk/planning/calendar.ts'
import { invalidSeries } from './invalidSeries.ts'

/**
 * How often a table has a line, by the gap between dates that occurs in the middle.
 * @throws InvalidInputError SERIES_INVALID where it is none of a day, a week and a month
 */
export function inferFrequency(days: readonly Day[]): Frequency {
  const sorted = days.toSorted((one, other) => one - other)
  const gaps = sorted.slice(1).map((day, index) => day - (sorted[index] as Day))
  const middle = gaps.toSorted((one, other) => one - other)[Math.floor(gaps.length / 2)]
  if (middle === undefined) throw invalidSeries('One line of demand is no history; give more periods.')
  if (middle <= 3) return 'daily'
  if (middle >= 6 && middle <= 8) return 'weekly'
  if (middle >= 28 && middle <= 31) return 'monthly'
  throw invalidSeries(
    `The dates are mostly ${middle} days apart, which is neither a day, a week nor a month; give the --frequency of the table.`,
  )
}
