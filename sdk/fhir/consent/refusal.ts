import { InvalidInputError } from '../../errors/index.ts'

/** An element of a Consent, by its path, that is malformed or cannot be held by the contract. */
export function refusal(path: string, sentence: string): InvalidInputError {
  return new InvalidInputError('CONSENT_RESOURCE_INVALID', `${path}: ${sentence}`)
}
