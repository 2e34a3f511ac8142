// xsd:dateTimeStamp, the type of EPCIS times: a date, a time and a zone.
const form =
  /^(?!0000)(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d+))?(Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))$/

/**
 * Milliseconds since 1970 of an xsd:dateTimeStamp; digits beyond the third are rounded half up (CBV 2.0, section 8.9.2).
 * null when the text is none, or its day does not exist.
 */
export function parseDateTimeStamp(text: string): number | null {
  const match = form.exec(text)
  if (!match) return null
  const [, year, month, day, hour, minute, second, fraction = '', zone = ''] = match
  if (Number(day) > 28 && Number(day) > daysOfMonth(Number(year), Number(month))) return null
  const time = Date.UTC(2000, Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second))
  const thousandths = Number(fraction.slice(0, 3).padEnd(3, '0')) + (Number(fraction[3] ?? 0) >= 5 ? 1 : 0)
  return yearOf(time, Number(year)) + thousandths - offsetOf(zone)
}

/** Date.UTC takes the years 0 to 99 for 1900 to 1999; 2000 is a leap year, so that every day exists in it. */
function yearOf(time: number, year: number): number {
  const date = new Date(time)
  return date.setUTCFullYear(year, date.getUTCMonth(), date.getUTCDate())
}

function offsetOf(zone: string): number {
  if (zone === 'Z') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4))
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000
}

const daysOfMonth = (year: number, month: number): number => {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
}
