const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

/** An ISO 8601 instant as "12 November 2026, 14:03 UTC"; text that is no instant stands as it is. */
export function timeText(iso: string): string {
  const time = new Date(iso)
  if (Number.isNaN(time.getTime())) {
    return iso
  }
  const clock = time.toISOString().slice(11, 16)
  return `${time.getUTCDate()} ${months[time.getUTCMonth()]} ${time.getUTCFullYear()}, ${clock} UTC`
}

/** A FHIR date as "12 November 2026", "November 2026" or "2026"; text that is no date stands as it is. */
export function dateText(date: string): string {
  const [, year, month, day] = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(date) ?? []
  const name = month === undefined ? undefined : months[Number(month) - 1]
  if (year === undefined || (month !== undefined && name === undefined)) {
    return date
  }
  return [day === undefined ? [] : String(Number(day)), name ?? [], year].flat().join(' ')
}
