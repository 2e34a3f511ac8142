import { InvalidInputError } from '../../sdk/errors/index.ts'

/** @throws InvalidInputError USAGE_INVALID */
export function parseRecordId(text: string): string {
  const recordId = text.toLowerCase()
  if (/^0x[0-9a-f]{64}$/.test(recordId)) return recordId
  throw new InvalidInputError('USAGE_INVALID', 'A record id is 0x and 64 hexadecimal digits.')
}
