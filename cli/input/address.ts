import { addressSchema } from '../../sdk/chain/schemas.ts'
import { InvalidInputError } from '../../sdk/errors/index.ts'

/** An address that a person typed, with its checksum. @throws InvalidInputError USAGE_INVALID naming `what` */
export function parseAddress(what: string, text: string): string {
  const result = addressSchema.safeParse(text)
  if (result.success) return result.data
  throw new InvalidInputError(
    'USAGE_INVALID',
    `The ${what} is not an Ethereum address: 0x and 40 hexadecimal digits, with a right checksum if in mixed case.`,
  )
}
