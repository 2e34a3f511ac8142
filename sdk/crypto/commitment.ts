import { id, keccak256 } from 'ethers'
import { InvalidInputError } from '../errors/index.ts'
import { bytesToHex, concatBytes, hexToBytes, randomBytes, uint32Bytes } from './bytes.ts'
import { hashCanonicalJson } from './canonicalJson.ts'

const recordDomain = hexToBytes(id('salus.record.commitment.v1'))
const keyDomain = hexToBytes(id('salus.key.commitment.v1'))

/** A fresh commitment salt: 32 random bytes. Destroying it erases what the commitment says (crypto-shredding). */
export function createCommitmentSalt(): Uint8Array {
  return randomBytes(32)
}

/**
 * keccak256(domain ‖ salt ‖ manifest hash): hides the manifest, and binds to it.
 *
 * @param salt 32 secret random bytes.
 * @param manifestHash keccak256 of the manifest's canonical JSON, 0x-prefixed, 32 bytes.
 * @throws InvalidInputError BYTES_INVALID
 */
export function recordCommitment(salt: Uint8Array, manifestHash: string): string {
  requireLength(salt, 'A commitment salt')
  return keccak256(concatBytes(recordDomain, salt, hexToBytes(manifestHash, 32)))
}

/**
 * keccak256(keccak256(domain) ‖ salt ‖ keccak256(canonical JSON of the content)): hides the content, and binds to it.
 *
 * @param domain Names what kind of content it is, so that one kind never passes for another.
 * @param salt 32 secret random bytes.
 * @throws InvalidInputError BYTES_INVALID, JSON_INVALID
 */
export function contentCommitment(domain: string, salt: Uint8Array, content: unknown): string {
  requireLength(salt, 'A commitment salt')
  return keccak256(concatBytes(hexToBytes(id(domain)), salt, hexToBytes(hashCanonicalJson(content))))
}

/**
 * keccak256(domain ‖ recordId ‖ key epoch ‖ data key). AES-GCM does not commit to its key: two keys can open one
 * ciphertext to two texts. A reader compares this commitment before it decrypts. The data key is 256 random
 * bits, so the commitment reveals nothing about it.
 *
 * @param recordId 0x-prefixed, 32 bytes.
 * @param dataKey 32 bytes.
 * @throws InvalidInputError BYTES_INVALID
 */
export function keyCommitment(recordId: string, keyEpoch: number, dataKey: Uint8Array): string {
  requireLength(dataKey, 'A data key')
  return keccak256(
    bytesToHex(concatBytes(keyDomain, hexToBytes(recordId, 32), uint32Bytes(keyEpoch), dataKey)),
  )
}

function requireLength(bytes: Uint8Array, what: string): void {
  if (bytes.length !== 32) {
    throw new InvalidInputError('BYTES_INVALID', `${what} has 32 bytes, not ${bytes.length}.`)
  }
}
