import { InvalidInputError } from '../../../sdk/errors/index.ts'

/** Names a place by line and column, never by what stands there: columns may be headed by product numbers. */
export const invalidSeries = (message: string): InvalidInputError =>
  new InvalidInputError('SERIES_INVALID', message)
