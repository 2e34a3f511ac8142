import { InvalidInputError } from '../../../sdk/errors/index.ts'

/** What is wrong with a query: names of parameters are told, values never. */
export const invalidQuery = (message: string): InvalidInputError =>
  new InvalidInputError('EPCIS_QUERY_INVALID', message)
