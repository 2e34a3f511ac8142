import { InvalidInputError } from '../errors/index.ts'

export function invalid(message: string): InvalidInputError {
  return new InvalidInputError('EPCIS_INVALID', message)
}
