/** Dates, numbers and sizes in the reader's own locale. */
const locale = (): string => navigator.language

const dateTime = new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short' })
const date = new Intl.DateTimeFormat(locale(), { dateStyle: 'long' })
const number = new Intl.NumberFormat(locale())
const list = new Intl.ListFormat(locale(), { type: 'conjunction' })

/** @param at milliseconds since 1970, or a Date */
export const formatTime = (at: number | Date): string => dateTime.format(at)
export const formatDate = (at: number | Date): string => date.format(at)
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

/** Seconds that something has been waited for. */
export const formatSeconds = (seconds: number): string =>
  new Intl.NumberFormat(locale(), { style: 'unit', unit: 'second', unitDisplay: 'short' }).format(seconds)

/** The beginning and the end of a long hexadecimal text. */
export const shorten = (hex: string): string =>
  hex.length > 16 ? `${hex.slice(0, 8)}…${hex.slice(-6)}` : hex
