import { firstDayOf, periodOf } from '../../sdk/planning/calendar.ts'
import { FIRST_MONTH, HISTORY_START } from './world.ts'

/** What is known of a product's demand on a day: what was asked for on the days before it. */
export interface KnownDemand {
  /** Packs asked for in so many days up to yesterday, or up to some days before that. */
  last(days: number, daysBefore?: number): number
  /** Packs asked for in each whole month that is over. */
  months(): readonly number[]
}

/** Shows a product's demand to policies and forecasts, never beyond the day before the one they are asked on. */
export function observed(demand: readonly number[]): (day: number) => KnownDemand {
  const sums = new Float64Array(demand.length + 1)
  for (const [index, packs] of demand.entries()) sums[index + 1] = (sums[index] as number) + packs
  const until = (day: number) => sums[Math.max(0, day - HISTORY_START)] as number
  return (today) => ({
    last: (days, daysBefore = 0) => {
      if (daysBefore < 0) throw new Error('Demand of days to come was asked for.')
      return until(today - daysBefore) - until(today - daysBefore - days)
    },
    months: () => {
      const over = periodOf(today, 'monthly') - FIRST_MONTH
      return Array.from({ length: over }, (_, index) => {
        const month = FIRST_MONTH + index
        return until(firstDayOf(month + 1, 'monthly')) - until(firstDayOf(month, 'monthly'))
      })
    },
  })
}
