import { InvalidInputError } from '../errors/index.ts'
import { findJsonFault } from '../json/findJsonFault.ts'
import type { BundleLimits } from './limits.ts'

/**
 * Reads bytes that nobody vouches for as a JSON object whose resourceType is "Bundle", which every reader of JSON reads
 * alike. What the Bundle holds is not looked at.
 *
 * @throws InvalidInputError INPUT_TOO_LARGE, BUNDLE_INVALID
 */
export function readBundleJson(bytes: Uint8Array, limits: BundleLimits): Record<string, unknown> {
  if (bytes.length > limits.maximumBytes) {
    throw new InvalidInputError(
      'INPUT_TOO_LARGE',
      `The Bundle has ${bytes.length} bytes; at most ${limits.maximumBytes} are read.`,
    )
  }
  const text = decode(bytes)
  requireUnambiguous(text, limits)
  const value = parse(text)
  const resourceType = (value as { resourceType?: unknown } | null)?.resourceType
  if (resourceType !== 'Bundle') {
    throw invalid('The input is JSON but not a FHIR Bundle: its resourceType is not "Bundle".')
  }
  return value as Record<string, unknown>
}

function requireUnambiguous(text: string, { maximumDepth }: BundleLimits): void {
  const fault = findJsonFault(text, maximumDepth)
  switch (fault?.kind) {
    case 'deep':
      throw invalid(`The Bundle nests more than ${maximumDepth} levels deep, which no FHIR resource does.`)
    case 'repeated':
      throw invalid(
        `An object of the Bundle has the same name twice, the second time at character ${fault.offset}: two readers would see two values. Write each name once.`,
      )
    case 'reserved':
      throw invalid(
        `The name at character ${fault.offset} of the Bundle is "__proto__", which no FHIR element has.`,
      )
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new InvalidInputError('BUNDLE_INVALID', NOT_JSON, { cause })
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own message quotes the text it failed on, which may be health data: it is not kept as a cause.
    throw invalid(NOT_JSON)
  }
}

const NOT_JSON = 'The input is not JSON in UTF-8.'

export function invalid(message: string): InvalidInputError {
  return new InvalidInputError('BUNDLE_INVALID', message)
}
