import { InvalidInputError } from '../errors/index.ts'
import { randomBytes } from './bytes.ts'

// Crockford's base 32 (https://www.crockford.com/base32.html): no I, L, O or U.
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const secretBytes = 16
const secretCharacters = 26
const checkCharacters = 2
const groupLength = 4
// A prime below 32²: the remainder fits two characters, and one wrong character or two swapped ones always change it.
const checkModulus = 1021n

/** A new recovery code: 128 random bits as 26 characters, 2 check characters, in 7 groups of 4. Show it once. */
export function createRecoveryCode(): string {
  return formatRecoveryCode(randomBytes(secretBytes))
}

/** The printed form of 16 bytes. */
export function formatRecoveryCode(secret: Uint8Array): string {
  if (secret.length !== secretBytes) {
    throw new InvalidInputError(
      'RECOVERY_CODE_INVALID',
      `A recovery code holds ${secretBytes} bytes, not ${secret.length}.`,
    )
  }
  const value = secret.reduce((total, byte) => (total << 8n) | BigInt(byte), 0n)
  const characters =
    toCharacters(value, secretCharacters) + toCharacters(value % checkModulus, checkCharacters)
  const groups: string[] = []
  for (let start = 0; start < characters.length; start += groupLength) {
    groups.push(characters.slice(start, start + groupLength))
  }
  return groups.join('-')
}

/**
 * The 16 bytes of a recovery code. Case, spaces and dashes do not matter; O reads as 0, I and L as 1.
 *
 * @throws InvalidInputError RECOVERY_CODE_INVALID; the message never repeats the code.
 */
export function parseRecoveryCode(text: string): Uint8Array {
  const characters = text
    .slice(0, 1000)
    .toUpperCase()
    .replace(/[\s-]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')
  if (characters.length !== secretCharacters + checkCharacters) {
    throw new InvalidInputError(
      'RECOVERY_CODE_INVALID',
      `A recovery code has ${secretCharacters + checkCharacters} characters, not ${characters.length}; check what was typed.`,
    )
  }
  const value = fromCharacters(characters.slice(0, secretCharacters))
  const check = fromCharacters(characters.slice(secretCharacters))
  if (value >= 1n << 128n || value % checkModulus !== check) {
    throw new InvalidInputError(
      'RECOVERY_CODE_INVALID',
      'The recovery code was mistyped: its check characters differ.',
    )
  }
  const secret = new Uint8Array(secretBytes)
  for (let index = 0; index < secretBytes; index++) {
    secret[index] = Number((value >> BigInt(8 * (secretBytes - 1 - index))) & 0xffn)
  }
  return secret
}

function toCharacters(value: bigint, length: number): string {
  let characters = ''
  for (let rest = value; characters.length < length; rest >>= 5n) {
    characters = alphabet.charAt(Number(rest & 31n)) + characters
  }
  return characters
}

function fromCharacters(characters: string): bigint {
  let value = 0n
  for (const character of characters) {
    const digit = alphabet.indexOf(character)
    if (digit < 0) {
      throw new InvalidInputError(
        'RECOVERY_CODE_INVALID',
        'The recovery code holds a character that no code has; it uses digits and letters without I, L, O and U.',
      )
    }
    value = (value << 5n) | BigInt(digit)
  }
  return value
}
