import { type Provider, Wallet } from 'ethers'
import { InvalidInputError } from '../../sdk/errors/index.ts'

/** The account of a private key from a named setting. @throws InvalidInputError KEY_INVALID, without the key */
export function walletOf(setting: string, key: string, provider?: Provider): Wallet {
  try {
    return new Wallet(key, provider)
  } catch {
    throw new InvalidInputError(
      'KEY_INVALID',
      `${setting} is not a private key: 0x and 64 hexadecimal digits.`,
    )
  }
}
