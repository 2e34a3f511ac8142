/** Dates, numbers and sizes in the reader's own locale. */
const locale = (): string => navigator.language

const dateTime = new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short' })
const date = new Intl.DateTimeFormat(locale(), { dateStyle: 'long' })
const day = new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeZone: 'UTC' })
const shortDay = new Intl.DateTimeFormat(locale(), { day: 'numeric', month: 'short', timeZone: 'UTC' })
const shortMonth = new Intl.DateTimeFormat(locale(), { month: 'short', year: '2-digit', timeZone: 'UTC' })
const month = new Intl.DateTimeFormat(locale(), { month: 'short', year: 'numeric', timeZone: 'UTC' })
const clock = new Intl.DateTimeFormat(locale(), { timeStyle: 'medium' })
const number = new Intl.NumberFormat(locale())
const tenths = new Intl.NumberFormat(locale(), { maximumFractionDigits: 1 })
const percent = new Intl.NumberFormat(locale(), { style: 'percent', maximumFractionDigits: 1 })
const list = new Intl.ListFormat(locale(), { type: 'conjunction' })

/** @param at milliseconds since 1970, or a Date */
export const formatTime = (at: number | Date): string => dateTime.format(at)
export const formatDate = (at: number | Date): string => date.format(at)
/** @param date days since 1970-01-01, in no time zone */
export const formatDay = (date: number): string => day.format(date * 86_400_000)
/** Where there is little room. @param date days since 1970-01-01 */
export const formatShortDay = (date: number): string => shortDay.format(date * 86_400_000)
export const formatShortMonth = (date: number): string => shortMonth.format(date * 86_400_000)
/** @param date any day of the month, days since 1970-01-01 */
export const formatMonth = (date: number): string => month.format(date * 86_400_000)
export const formatTenths = (value: number): string => tenths.format(value)
/** @param share 1 for all of it */
export const formatPercent = (share: number): string => percent.format(share)
/** Hours, minutes and seconds. */
export const formatClock = (at: Date): string => clock.format(at)
export const formatNumber = (value: number): string => number.format(value)
export const formatList = (values: readonly string[]): string => list.format(values)

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const

/** Bytes in the greatest unit that leaves at least 1: 1,000 bytes to the kilobyte. */
export function formatBytes(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)))
  const format = new Intl.NumberFormat(locale(), {
    style: 'unit',
    unit: UNITS[power] ?? 'byte',
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: power === 0 ? 0 : 1,
  })
  return format.format(bytes / 1000 ** power)
}

/** Whole days as days, anything else as hours. */
export function formatHours(hours: number): string {
  const [value, unit] = hours % 24 === 0 ? [hours / 24, 'day'] : [hours, 'hour']
  return new Intl.NumberFormat(locale(), { style: 'unit', unit, unitDisplay: 'long' }).format(value)
}

/** Seconds that something has been waited for. */
export const formatSeconds = (seconds: number): string =>
  new Intl.NumberFormat(locale(), { style: 'unit', unit: 'second', unitDisplay: 'short' }).format(seconds)

/** Whole days. */
export const formatDays = (days: number): string =>
  new Intl.NumberFormat(locale(), { style: 'unit', unit: 'day', unitDisplay: 'long' }).format(days)

/** The beginning and the end of a long hexadecimal text. */
export const shorten = (hex: string): string =>
  hex.length > 16 ? `${hex.slice(0, 8)}…${hex.slice(-6)}` : hex
