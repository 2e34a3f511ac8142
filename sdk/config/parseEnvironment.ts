import type { z } from 'zod'
import { InvalidInputError } from '../errors/index.ts'

/** Validated settings. @throws InvalidInputError CONFIG_INVALID naming the setting, never its value */
export function parseEnvironment<T>(schema: z.ZodType<T>, environment: Record<string, string | undefined>): T {
  const result = schema.safeParse(environment)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  const name = issue?.path.join('.') ?? ''
  const problem = environment[name] === undefined ? 'is not set' : 'is not valid'
  throw new InvalidInputError('CONFIG_INVALID', `The setting ${name} ${problem}. See .env.example.`)
}
