export const frequencies = ['monthly', 'weekly', 'daily'] as const

export type Frequency = (typeof frequencies)[number]

/** Periods after which demand repeats itself: months in a year, weeks in a year, days in a week. */
export const seasonOf: Readonly<Record<Frequency, number>> = { monthly: 12, weekly: 52, daily: 7 }

/** A day as the number of days since 1970-01-01. */
export type Day = number

const DAY_MILLISECONDS = 86_400_000

/** 1970-01-01 was a Thursday: weeks are counted from the Monday before (ISO 8601). */
const FIRST_MONDAY = -3

/** @returns null where the calendar has no such day, or the year is not between 1900 and 2199 */
export function dayOf(year: number, month: number, day: number): Day | null {
  if (year < 1900 || year > 2199) return null
  const date = new Date(Date.UTC(year, month - 1, day))
  const isReal =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return isReal ? date.getTime() / DAY_MILLISECONDS : null
}

/** The number of the period that holds a day: consecutive periods have consecutive numbers. */
export function periodOf(day: Day, frequency: Frequency): number {
  if (frequency === 'daily') return day
  if (frequency === 'weekly') return Math.floor((day - FIRST_MONDAY) / 7)
  const date = new Date(day * DAY_MILLISECONDS)
  return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth()
}

/** The first day of a period. */
export function firstDayOf(period: number, frequency: Frequency): Day {
  if (frequency === 'monthly') return Date.UTC(1970, period, 1) / DAY_MILLISECONDS
  return frequency === 'daily' ? period : period * 7 + FIRST_MONDAY
}

/** A period as text: 2026-03, or the day, or the Monday of the week. */
export function periodText(period: number, frequency: Frequency): string {
  const text = new Date(firstDayOf(period, frequency) * DAY_MILLISECONDS).toISOString()
  return text.slice(0, frequency === 'monthly' ? 7 : 10)
}
