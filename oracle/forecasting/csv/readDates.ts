import { type Day, dayOf, type Frequency } from '../../../sdk/planning/calendar.ts'

/** A way to write dates. */
export interface DateForm {
  readonly name: string
  /** The frequency that the form alone tells: a month, or a week. */
  readonly frequency: Frequency | null
  /** @returns null where the text is not a date in this form */
  read(text: string): Day | null
}

const isoDay = (text: RegExpExecArray | null): Day | null =>
  text === null ? null : dayOf(Number(text[1]), Number(text[2]), Number(text[3] ?? 1))

/** Day of the Monday of an ISO 8601 week: week 1 holds 4 January. */
function isoWeek(text: RegExpExecArray | null): Day | null {
  if (text === null) return null
  const [year, week, weekday] = [Number(text[1]), Number(text[2]), Number(text[3] ?? 1)]
  const fourth = dayOf(year, 1, 4)
  const next = dayOf(year + 1, 1, 4)
  if (fourth === null || next === null || week < 1) return null
  const mondayOf = (day: Day) => day - ((((day + 3) % 7) + 7) % 7)
  const monday = mondayOf(fourth) + (week - 1) * 7
  return monday < mondayOf(next) ? monday + weekday - 1 : null
}

/** The forms of ISO 8601 that can be read in one way only. */
export const isoForms: readonly DateForm[] = [
  { name: 'YYYY-MM-DD', frequency: null, read: (text) => isoDay(/^(\d{4})-(\d\d)-(\d\d)$/.exec(text)) },
  { name: 'YYYY-MM', frequency: 'monthly', read: (text) => isoDay(/^(\d{4})-(\d\d)$/.exec(text)) },
  { name: 'YYYYMMDD', frequency: null, read: (text) => isoDay(/^(\d{4})(\d\d)(\d\d)$/.exec(text)) },
  { name: 'YYYY-Www', frequency: 'weekly', read: (text) => isoWeek(/^(\d{4})-?W(\d\d)$/.exec(text)) },
  { name: 'YYYY-Www-D', frequency: null, read: (text) => isoWeek(/^(\d{4})-?W(\d\d)-?([1-7])$/.exec(text)) },
  {
    name: 'YYYY-MM-DDThh:mm',
    frequency: null,
    read: (text) =>
      isoDay(/^(\d{4})-(\d\d)-(\d\d)[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?$/.exec(text)),
  },
]

const WIDTHS = { D: '(\\d{1,2})', M: '(\\d{1,2})', Y: '(\\d{4})' } as const

type Part = keyof typeof WIDTHS

/**
 * A form such as D/M/Y, M/D/Y, D.M.Y, Y/M/D or M/Y: days and months with one or two digits, years with four.
 * @returns null where the text names no such form
 */
export function dateFormOf(format: string): DateForm | null {
  const match = /^([DMY])([/.-])([DMY])(?:\2([DMY]))?$/.exec(format.toUpperCase())
  if (match === null) return null
  const parts = [match[1], match[3], match[4]].filter((part) => part !== undefined) as Part[]
  if (new Set(parts).size !== parts.length || !parts.includes('Y') || !parts.includes('M')) return null
  const pattern = new RegExp(`^${parts.map((part) => WIDTHS[part]).join(`\\${match[2]}`)}$`)
  return {
    name: format,
    frequency: parts.includes('D') ? null : 'monthly',
    read(text) {
      const found = pattern.exec(text)
      if (found === null) return null
      const numberOf = (part: Part) => (parts.includes(part) ? Number(found[parts.indexOf(part) + 1]) : 1)
      return dayOf(numberOf('Y'), numberOf('M'), numberOf('D'))
    },
  }
}
