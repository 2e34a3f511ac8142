import { InvalidInputError } from '../errors/index.ts'
import { findInexactNumber } from '../json/findInexactNumber.ts'
import { findJsonFault } from '../json/findJsonFault.ts'
import { invalid } from './invalid.ts'
import { type EpcisLimits, epcisLimits } from './limits.ts'

/**
 * One of GS1's own examples names an event's eventID twice. It is in no hash and decides nothing, so that the last one is
 * taken as JSON.parse takes it.
 */
const REPEATABLE: ReadonlySet<string> = new Set(['eventID'])

/**
 * Reads bytes that nobody vouches for as a JSON object that every reader reads alike: no repeated names, no numbers that a
 * double cannot hold. What the object says is not looked at.
 *
 * @throws InvalidInputError INPUT_TOO_LARGE, EPCIS_INVALID
 */
export function readEpcisJson(
  bytes: Uint8Array,
  { maximumBytes, maximumDepth }: EpcisLimits = epcisLimits,
): Record<string, unknown> {
  if (bytes.length > maximumBytes) {
    throw new InvalidInputError(
      'INPUT_TOO_LARGE',
      `The EPCIS document has ${bytes.length} bytes; at most ${maximumBytes} are read.`,
    )
  }
  const text = decode(bytes)
  requireUnambiguous(text, maximumDepth)
  const value = parse(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid('The input is JSON but not an object, which an EPCIS document or event is.')
  }
  const number = findInexactNumber(text)
  if (number !== null) {
    throw invalid(
      `The number at character ${number} is too large or has too many digits: JavaScript would read another one.`,
    )
  }
  return value as Record<string, unknown>
}

function requireUnambiguous(text: string, maximumDepth: number): void {
  const fault = findJsonFault(text, maximumDepth, REPEATABLE)
  switch (fault?.kind) {
    case 'deep':
      throw invalid(`The EPCIS document nests more than ${maximumDepth} levels deep.`)
    case 'repeated':
      throw invalid(
        `An object has the same name twice, the second time at character ${fault.offset}: two readers would see two values. Write each name once.`,
      )
    case 'reserved':
      throw invalid(`The name at character ${fault.offset} is "__proto__", which no EPCIS field is.`)
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new InvalidInputError('EPCIS_INVALID', NOT_JSON, { cause })
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own message quotes the text it failed on, which may be a serial number: it is not kept as a cause.
    throw invalid(NOT_JSON)
  }
}

const NOT_JSON = 'The input is not JSON in UTF-8.'
