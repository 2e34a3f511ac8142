import { keccak256, ZeroHash } from 'ethers'
import { concatBytes, hexToBytes, utf8Bytes } from '../crypto/bytes.ts'

/** Where no reason is given. */
export const NO_REASON = ZeroHash

/**
 * What the chain is told of a reason: keccak256(salt ‖ text in UTF-8). Whoever knows salt and text can show it.
 * @param salt 32 secret random bytes, 0x-prefixed
 * @throws InvalidInputError BYTES_INVALID
 */
export const reasonCommitment = (text: string, salt: string): string =>
  keccak256(concatBytes(hexToBytes(salt, 32), utf8Bytes(text)))
