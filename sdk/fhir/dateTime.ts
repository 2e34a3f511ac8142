// FHIR R4 dateTime and instant: year, year-month, date, or date and time with a zone.
const dateTime = /^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2}))?)?)?$/

/** Milliseconds since 1970; the start of a partial date, in UTC. null when the text is no FHIR dateTime. */
export function parseDateTime(text: string): number | null {
  if (!dateTime.test(text)) return null
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
