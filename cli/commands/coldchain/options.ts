import { InvalidInputError } from '../../../sdk/errors/index.ts'
import { parseOffset } from '../../../sdk/provenance/coldChain/logTime.ts'

/** @throws InvalidInputError USAGE_INVALID */
export function parseUnit(text: string): 'C' | 'F' {
  const unit = text.toUpperCase()
  if (unit === 'C' || unit === 'F') return unit
  throw new InvalidInputError('USAGE_INVALID', 'The unit is C or F.')
}

/** Minutes east of UTC. @throws InvalidInputError USAGE_INVALID */
export function parseTimeZone(text: string): number {
  const minutes = parseOffset(text)
  if (minutes !== null) return minutes
  throw new InvalidInputError(
    'USAGE_INVALID',
    'The time zone is the offset of the clock of the logger, as +02:00 or Z: a zone by name has an hour twice in autumn.',
  )
}
