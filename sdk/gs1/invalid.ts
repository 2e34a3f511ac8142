import { InvalidInputError } from '../errors/index.ts'

/** A GS1 identifier that cannot be used. Sentences name the Application Identifier, never the number: it identifies a pack. */
export function invalid(message: string): InvalidInputError {
  return new InvalidInputError('GS1_INVALID', message)
}
