import { InvalidInputError } from '../../sdk/errors/index.ts'
import { parseDateTime } from '../../sdk/fhir/dateTime.ts'

const SECONDS: Record<string, number> = { h: 3600, d: 86_400, w: 604_800, y: 31_536_000 }

/** Seconds of a duration such as 12h, 90d, 2w or 1y. @throws InvalidInputError CONSENT_TERMS_INVALID */
export function parseDuration(text: string): number {
  const [, count, unit] = /^([1-9]\d{0,3})([hdwy])$/.exec(text) ?? []
  const seconds = SECONDS[unit ?? '']
  if (count && seconds) return Number(count) * seconds
  throw new InvalidInputError(
    'CONSENT_TERMS_INVALID',
    'A duration is a whole number and one of h, d, w, y: 12h, 90d, 2w, 1y.',
  )
}

/** A date, or a time with its zone. @throws InvalidInputError USAGE_INVALID */
export function parseInstant(text: string): Date {
  const milliseconds = parseDateTime(text)
  if (milliseconds !== null) return new Date(milliseconds)
  throw new InvalidInputError(
    'USAGE_INVALID',
    'A time is written in ISO 8601: 2027-01-31 or 2027-01-31T09:00:00Z, with its zone.',
  )
}
