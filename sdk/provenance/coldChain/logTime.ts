const unixSeconds = /^\d{9,10}$/
const unixMilliseconds = /^\d{12,13}$/

/** A time without an offset when no offset was given for the log. */
export const WITHOUT_OFFSET = 'without offset'

const [slash, dash, colon, space, point, comma, letterT, zero] = [47, 45, 58, 32, 46, 44, 84, 48]

/**
 * Milliseconds since 1970 of a cell: ISO 8601 with year first, or a Unix time in seconds or milliseconds. Digits past the
 * millisecond are cut off. null where the text is none of these, or the day does not exist. Read by hand, since a log has tens of
 * thousands of them.
 *
 * @param offset minutes east of UTC for times that state none; null where nobody said
 */
export function readLogTime(text: string, offset: number | null): number | typeof WITHOUT_OFFSET | null {
  const date = dateOf(text)
  if (date === null) {
    if (unixSeconds.test(text)) return Number(text) * 1000
    return unixMilliseconds.test(text) ? Number(text) : null
  }
  const between = text.charCodeAt(10)
  const hour = digits(text, 11, 13)
  const minute = digits(text, 14, 16)
  if ((between !== letterT && between !== space) || text.charCodeAt(13) !== colon) return null
  if (!(hour <= 23) || !(minute <= 59)) return null
  let time = date + hour * 3_600_000 + minute * 60_000
  let at = 16
  if (text.charCodeAt(at) === colon) {
    const second = digits(text, 17, 19)
    if (!(second <= 59)) return null
    time += second * 1000
    at = 19
    const mark = text.charCodeAt(at)
    if (mark === point || mark === comma) {
      const end = endOfDigits(text, at + 1)
      if (end === at + 1 || end > at + 10) return null
      time += millisecondsOf(text, at + 1, Math.min(end, at + 4))
      at = end
    }
  }
  if (text.charCodeAt(at) === space) at++
  if (at === text.length) return offset === null ? WITHOUT_OFFSET : time - offset * 60_000
  const minutes = parseOffset(text.slice(at))
  return minutes === null ? null : time - minutes * 60_000
}

/** Minutes east of UTC of Z, UTC, +02:00 or -0530; null where the text is none, or more than 14 hours. */
export function parseOffset(text: string): number | null {
  if (text === 'Z' || /^(Z|UTC)$/i.test(text)) return 0
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(text) ?? []
  const total = Number(hours) * 60 + Number(minutes)
  if (sign === undefined || Number(minutes) > 59 || total > 14 * 60) return null
  return sign === '-' ? -total : total
}

/** The start in UTC of the day of YYYY-MM-DD or YYYY/MM/DD at the head of a text; null where there is none. */
function dateOf(text: string): number | null {
  const mark = text.charCodeAt(4)
  if ((mark !== dash && mark !== slash) || text.charCodeAt(7) !== mark) return null
  const year = digits(text, 0, 4)
  const month = digits(text, 5, 7)
  const date = digits(text, 8, 10)
  if (!(month >= 1 && month <= 12 && date >= 1 && date <= 31)) return null
  const start = Date.UTC(year, month - 1, date)
  // A day past the end of its month runs on into the next; years below 100 would be read as of the twentieth century.
  if (Number.isNaN(start) || year < 100) return null
  return date <= 28 || new Date(start).getUTCDate() === date ? start : null
}

const millisecondsOf = (text: string, from: number, to: number): number =>
  digits(text, from, to) * 10 ** (3 - (to - from))

/** The number that digits spell, all of them; NaN otherwise. */
function digits(text: string, from: number, to: number): number {
  let value = 0
  for (let index = from; index < to; index++) {
    const digit = text.charCodeAt(index) - zero
    if (!(digit >= 0 && digit <= 9)) return Number.NaN
    value = value * 10 + digit
  }
  return value
}

function endOfDigits(text: string, from: number): number {
  let end = from
  while (text.charCodeAt(end) >= zero && text.charCodeAt(end) <= zero + 9) end++
  return end
}
