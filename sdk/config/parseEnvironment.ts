import { z } from 'zod'
import { InvalidInputError } from '../errors/index.ts'

/** Validated settings. @throws InvalidInputError CONFIG_INVALID naming the setting, never its value */
export function parseEnvironment<T>(
  schema: z.ZodType<T>,
  environment: Record<string, string | undefined>,
): T {
  // An empty line in .env is a setting that is not set.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const result = schema.safeParse(given)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  const name = issue?.path.join('.') ?? ''
  const problem = given[name] === undefined ? 'is not set' : 'is not valid'
  throw new InvalidInputError('CONFIG_INVALID', `The setting ${name} ${problem}. See .env.example.`)
}

/** A setting that is a whole number from 0 to `maximum`; an empty one is not 0. */
export const integerUpTo = (maximum: number) =>
  z
    .string()
    .regex(/^\d{1,10}$/)
    .transform(Number)
    .pipe(z.number().max(maximum))

/** A setting that is a list with commas between its parts. */
export const listOf = (isPart: (part: string) => boolean) =>
  z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .refine((parts) => parts.every(isPart))

/** https://url.spec.whatwg.org/#origin: scheme, host and port, as a browser sends it. */
export const isOrigin = (text: string): boolean => URL.canParse(text) && new URL(text).origin === text
