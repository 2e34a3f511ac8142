import { z } from 'zod'
import { InvalidInputError } from '../errors/index.ts'
import type { Bundle } from './bundle.ts'
import { type BundleLimits, bundleLimits } from './limits.ts'

const bundle = z.looseObject({
  resourceType: z.literal('Bundle'),
  type: z.string(),
  entry: z
    .array(
      z.looseObject({
        fullUrl: z.string().optional(),
        resource: z.looseObject({ resourceType: z.string() }).optional(),
      }),
    )
    .default([]),
})

/**
 * Reads a FHIR R4 Bundle from JSON bytes that nobody vouches for.
 *
 * @throws InvalidInputError INPUT_TOO_LARGE, BUNDLE_INVALID
 */
export function parseBundle(bytes: Uint8Array, limits: BundleLimits = bundleLimits): Bundle {
  if (bytes.length > limits.maximumBytes) {
    throw new InvalidInputError(
      'INPUT_TOO_LARGE',
      `The Bundle has ${bytes.length} bytes; at most ${limits.maximumBytes} are read.`,
    )
  }
  if (nestingDepth(bytes) > limits.maximumDepth) {
    throw invalid(
      `The Bundle nests more than ${limits.maximumDepth} levels deep, which no FHIR resource does.`,
    )
  }
  const value = parseJson(bytes)
  const resourceType = (value as { resourceType?: unknown } | null)?.resourceType
  if (resourceType !== 'Bundle') {
    throw invalid('The input is JSON but not a FHIR Bundle: its resourceType is not "Bundle".')
  }
  const result = bundle.safeParse(value)
  if (!result.success) {
    const where = result.error.issues[0]?.path.join('.') || 'the frame'
    throw invalid(`The Bundle is malformed at ${where}.`)
  }
  if (result.data.entry.length > limits.maximumEntries) {
    throw invalid(
      `The Bundle has ${result.data.entry.length} entries; at most ${limits.maximumEntries} are read.`,
    )
  }
  return result.data as Bundle
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    // The parser's own message quotes the text it failed on, which may be health data: it is not kept as a cause.
    throw invalid('The input is not JSON in UTF-8.')
  }
}

/** Counts brackets outside strings, so that hostile nesting never reaches the parser. */
function nestingDepth(bytes: Uint8Array): number {
  const [quote, backslash, openBrace, openBracket, closeBrace, closeBracket] = [34, 92, 123, 91, 125, 93]
  let depth = 0
  let greatest = 0
  let inString = false
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index]
    if (inString) {
      if (byte === backslash) index++
      else if (byte === quote) inString = false
    } else if (byte === quote) {
      inString = true
    } else if (byte === openBrace || byte === openBracket) {
      greatest = Math.max(greatest, ++depth)
    } else if (byte === closeBrace || byte === closeBracket) {
      depth--
    }
  }
  return greatest
}

function invalid(message: string): InvalidInputError {
  return new InvalidInputError('BUNDLE_INVALID', message)
}
