// FHIR R4 dateTime and instant: year, year-month, date, or date and time with a zone.
const dateTime =
  /^(?!0000)\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(Z|[+-]((0\d|1[0-3]):[0-5]\d|14:00)))?)?)?$/

/** Whether the text is a FHIR R4 dateTime of a day that exists: JavaScript takes 30 February for 2 March. */
export function isDateTime(text: string): boolean {
  if (!dateTime.test(text)) return false
  const day = Number(text.slice(8, 10))
  return day <= 28 || day <= daysOfMonth(Number(text.slice(0, 4)), Number(text.slice(5, 7)))
}

/** Milliseconds since 1970; the start of a partial date, in UTC. null when the text is no FHIR dateTime. */
export function parseDateTime(text: string): number | null {
  if (!isDateTime(text)) return null
  const time = Date.parse(text)
  return Number.isNaN(time) ? null : time
}

/** Whole years from a full date of birth to a time; null when either is not one. */
export function yearsBetween(birthDate: string, time: Date): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(birthDate) || parseDateTime(birthDate) === null) return null
  const [year, month, day] = birthDate.split('-').map(Number) as [number, number, number]
  const before =
    time.getUTCMonth() + 1 < month || (time.getUTCMonth() + 1 === month && time.getUTCDate() < day)
  return time.getUTCFullYear() - year - (before ? 1 : 0)
}

function daysOfMonth(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
}
