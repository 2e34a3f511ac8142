import { getBytes, hexlify } from 'ethers'
import { InvalidInputError } from '../errors/index.ts'

/** Bytes backed by an ordinary ArrayBuffer, which is what WebCrypto accepts. */
export type PlainBytes = Uint8Array<ArrayBuffer>

/** The same bytes for WebCrypto; copied only when they lie in shared memory. */
export function plainBytes(bytes: Uint8Array): PlainBytes {
  return bytes.buffer instanceof ArrayBuffer ? (bytes as PlainBytes) : new Uint8Array(bytes)
}

export function concatBytes(...parts: Uint8Array[]): PlainBytes {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}

export function utf8Bytes(text: string): PlainBytes {
  return new TextEncoder().encode(text)
}

/** @throws InvalidInputError BYTES_INVALID when the bytes are not well-formed UTF-8. */
export function utf8Text(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new InvalidInputError('BYTES_INVALID', 'The bytes are not UTF-8 text.', { cause })
  }
}

/** Lower-case hexadecimal with the prefix 0x. */
export function bytesToHex(bytes: Uint8Array): string {
  return hexlify(bytes)
}

/**
 * @param hex 0x-prefixed hexadecimal.
 * @param length the number of bytes that it must hold, when it matters.
 * @throws InvalidInputError BYTES_INVALID; the message does not repeat the value, which may be a secret.
 */
export function hexToBytes(hex: string, length?: number): PlainBytes {
  let bytes: Uint8Array
  try {
    bytes = getBytes(hex)
  } catch {
    throw new InvalidInputError('BYTES_INVALID', 'A value is not 0x-prefixed hexadecimal with whole bytes.')
  }
  if (length !== undefined && bytes.length !== length) {
    throw new InvalidInputError(
      'BYTES_INVALID',
      `A value has ${bytes.length} bytes where ${length} are expected.`,
    )
  }
  return plainBytes(bytes)
}

/** Whether two byte strings are equal; the time does not depend on where they differ. */
export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false
  let difference = 0
  for (let index = 0; index < left.length; index++) {
    difference |= (left[index] ?? 0) ^ (right[index] ?? 0)
  }
  return difference === 0
}

/** @param length number of bytes, at most 65,536 (the limit of getRandomValues). */
export function randomBytes(length: number): PlainBytes {
  return globalThis.crypto.getRandomValues(new Uint8Array(length))
}

/** A 32-bit unsigned integer, most significant byte first. */
export function uint32Bytes(value: number): PlainBytes {
  if (!Number.isInteger(value) || value < 0 || value > 0xffff_ffff) {
    throw new InvalidInputError('BYTES_INVALID', `${value} is not an unsigned 32-bit integer.`)
  }
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value)
  return bytes
}
