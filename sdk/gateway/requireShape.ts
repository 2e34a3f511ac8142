import type { z } from 'zod'
import { InvalidInputError } from '../errors/index.ts'

/** What a gateway answered, if it has the shape. @throws InvalidInputError MESSAGE_INVALID naming the place, never the value */
export function requireShape<T>(schema: z.ZodType<T>, answer: unknown): T {
  const result = schema.safeParse(answer)
  if (result.success) return result.data
  const place = result.error.issues[0]?.path.join('.') || 'its top level'
  throw new InvalidInputError('MESSAGE_INVALID', `The gateway's answer is malformed at ${place}.`)
}
