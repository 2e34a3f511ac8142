import { InvalidInputError } from '../../../sdk/errors/index.ts'

/** The id of a policy or an order. @throws InvalidInputError USAGE_INVALID naming `what` */
export function parseId(what: 'policy' | 'order', text: string): string {
  const id = text.toLowerCase()
  if (/^0x[0-9a-f]{64}$/.test(id)) return id
  throw new InvalidInputError(
    'USAGE_INVALID',
    `The id of ${what === 'order' ? 'an order' : 'a policy'} is 0x and 64 hexadecimal digits.`,
  )
}
