import { id } from 'ethers'
import { bytesToHex, hexToBytes, utf8Bytes } from '../crypto/bytes.ts'
import { InvalidInputError } from '../errors/index.ts'
import { type Keccak, plainKeccak } from './keccak.ts'
import type { PackIdentity } from './packIdentity.ts'

const SALT_DOMAIN = hexToBytes(id('salus.pack.salt.v1'))
const BODY_DOMAIN = hexToBytes(id('salus.pack.body.v1'))
/** What ends a value of variable length in an element string (FNC1 read as GS, ISO/IEC 646); no value holds it. */
const SEPARATOR = 0x1d

/**
 * The salt of one pack: keccak256(domain ‖ batch secret ‖ index as 32 bits). Keccak under a secret prefix is a pseudo-random
 * function, so the salt of one pack, which whoever verifies it learns, tells nothing of another's.
 *
 * @param secret 32 bytes, 0x-prefixed, of the batch's maker
 * @returns 32 bytes, 0x-prefixed
 * @throws InvalidInputError BYTES_INVALID
 */
export const packSalt = (secret: string, index: number): string =>
  bytesToHex(packHasher(plainKeccak).salt(hexToBytes(secret, 32), index))

/**
 * What the chain's tree holds of a pack: keccak256(domain ‖ salt ‖ keccak256(identity)), where the identity is the GS1 element
 * string of AI 01, 10 and 21 in this order, the lot ended by GS. One identity has one such string: a GTIN has 14 digits, and
 * no lot holds a GS.
 *
 * @param salt 32 bytes, 0x-prefixed
 * @throws InvalidInputError BYTES_INVALID, GS1_INVALID
 */
export const packBody = (identity: PackIdentity, salt: string): string =>
  bytesToHex(packHasher(plainKeccak).body(identity, hexToBytes(salt, 32)))

/** {@link packSalt} and {@link packBody} on bytes, by a hash of the caller's choice. */
export interface PackHasher {
  salt(secret: Uint8Array, index: number): Uint8Array
  body(identity: PackIdentity, salt: Uint8Array): Uint8Array
}

/** Not for concurrent use: it keeps its buffers. */
export function packHasher(keccak: Keccak): PackHasher {
  const saltInput = new Uint8Array(68)
  saltInput.set(SALT_DOMAIN)
  const index32 = new DataView(saltInput.buffer, 64)
  const bodyInput = new Uint8Array(96)
  bodyInput.set(BODY_DOMAIN)
  return {
    salt(secret, index) {
      if (!Number.isInteger(index) || index < 0 || index > 0xffff_ffff) {
        throw new InvalidInputError('BYTES_INVALID', 'The index of a pack is a whole number of 32 bits.')
      }
      saltInput.set(secret, 32)
      index32.setUint32(0, index)
      return keccak(saltInput)
    },
    body(identity, salt) {
      bodyInput.set(salt, 32)
      bodyInput.set(keccak(identityBytes(identity)), 64)
      return keccak(bodyInput)
    },
  }
}

function identityBytes({ gtin, lot, serial }: PackIdentity): Uint8Array {
  if (!/^\d{14}$/.test(gtin) || lot.includes('\x1d') || lot === '' || serial === '') {
    throw new InvalidInputError('GS1_INVALID', 'A pack has a GTIN of 14 digits, a lot and a serial number.')
  }
  return utf8Bytes(`01${gtin}10${lot}${String.fromCharCode(SEPARATOR)}21${serial}`)
}
