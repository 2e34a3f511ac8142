import { InvalidInputError } from '../errors/index.ts'
import { lastDay, parseGs1Date } from '../gs1/date.ts'
import { invalid } from '../gs1/invalid.ts'

const DAY = 86_400
const MAXIMUM_DAY = 2 ** 16 - 1

/**
 * The day of a value of AI 17, YYYY-MM-DD; day 00 is the last of its month (General Specifications, section 3.4.7).
 * @throws InvalidInputError GS1_INVALID
 */
export function expiryOfElement(value: string, currentYear: number): string {
  const date = parseGs1Date(value, currentYear)
  if (!date) throw invalid('Application Identifier 17 names a day that does not exist.')
  const { year, month, day } = date
  return new Date(Date.UTC(year, month - 1, day || lastDay(year, month))).toISOString().slice(0, 10)
}

/**
 * Days since 1970-01-01 of a day YYYY-MM-DD, as contracts keep it.
 * @throws InvalidInputError GS1_INVALID where there is no such day, or it lies outside 1970 to 2149
 */
export function expiryDay(expiry: string): number {
  const time = /^\d{4}-\d\d-\d\d$/.test(expiry) ? Date.parse(`${expiry}T00:00:00Z`) : Number.NaN
  const day = time / 1000 / DAY
  if (!(day >= 0 && day <= MAXIMUM_DAY) || expiryOfDay(day) !== expiry) {
    throw new InvalidInputError('GS1_INVALID', 'An expiry is a day that exists, as YYYY-MM-DD.')
  }
  return day
}

/** The day YYYY-MM-DD: the inverse of {@link expiryDay}. */
export const expiryOfDay = (day: number): string => new Date(day * DAY * 1000).toISOString().slice(0, 10)

/** Whether the last day of use had passed at a time, in UTC. @param timestamp seconds since 1970 */
export const isPastDay = (day: number, timestamp: number): boolean => Math.floor(timestamp / DAY) > day
