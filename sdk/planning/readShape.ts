import type { z } from 'zod'
import { utf8Text } from '../crypto/bytes.ts'
import { InvalidInputError } from '../errors/index.ts'
import { nestingDepth } from '../json/nestingDepth.ts'

/** Objects and lists inside one another, in any document of this folder. */
const MAXIMUM_DEPTH = 8

/**
 * A value of this shape, in messages from peers or files. Names that the shape does not have stay unsaid.
 * @throws InvalidInputError PLAN_INVALID
 */
export function readShape<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  const place = issue?.path.join('.') || 'it'
  const fault =
    issue?.code === 'unrecognized_keys' ? 'has a member that the format does not have' : issue?.message
  throw new InvalidInputError('PLAN_INVALID', `${what} is not valid: ${place} ${fault}.`)
}

/** @throws InvalidInputError PLAN_INVALID, INPUT_TOO_LARGE */
export function readJsonShape<T>(
  schema: z.ZodType<T>,
  bytes: Uint8Array,
  what: string,
  maximumBytes: number,
): T {
  if (bytes.length > maximumBytes) {
    throw new InvalidInputError('INPUT_TOO_LARGE', `${what} has at most ${maximumBytes} bytes.`)
  }
  return readShape(schema, jsonOf(bytes, what), what)
}

function jsonOf(bytes: Uint8Array, what: string): unknown {
  if (nestingDepth(bytes) <= MAXIMUM_DEPTH) {
    try {
      return JSON.parse(utf8Text(bytes))
    } catch {
      // Without the cause: the parser quotes what it stumbled over, which may be the secret.
    }
  }
  throw new InvalidInputError('PLAN_INVALID', `${what} is not JSON text in UTF-8 of its format.`)
}
