/** A date of an element string; day 0 means the last day of the month or, for a best before date, the month as a whole. */
export interface Gs1Date {
  readonly year: number
  readonly month: number
  readonly day: number
}

/**
 * Reads YYMMDD. The century is the one that puts the year at most 49 before and 50 after the current year
 * (General Specifications, section 7.12). null when there is no such day.
 *
 * @param currentYear of the reader, four digits
 */
export function parseGs1Date(text: string, currentYear: number): Gs1Date | null {
  if (!/^\d{6}$/.test(text)) return null
  const [short, month, day] = [0, 2, 4].map((start) => Number(text.slice(start, start + 2))) as [
    number,
    number,
    number,
  ]
  const difference = short - (currentYear % 100)
  const century = Math.floor(currentYear / 100) + (difference >= 51 ? -1 : difference <= -50 ? 1 : 0)
  const year = century * 100 + short
  if (month < 1 || month > 12 || day > lastDay(year, month)) return null
  return { year, month, day }
}

/** Days of a month. */
export const lastDay = (year: number, month: number): number =>
  new Date(Date.UTC(year, month, 0)).getUTCDate()

/**
 * The last moment of an expiry date in UTC: the end of its day, or of its month where the day is 0
 * (General Specifications, section 3.4.7).
 * @returns seconds since 1970
 */
export function endOfDate({ year, month, day }: Gs1Date): number {
  return Date.UTC(year, month - 1, (day || lastDay(year, month)) + 1) / 1000 - 1
}

/** YYMMDD of a date: the inverse of {@link parseGs1Date} within the century rule. */
export const formatGs1Date = ({ year, month, day }: Gs1Date): string =>
  [year % 100, month, day].map((part) => String(part).padStart(2, '0')).join('')
