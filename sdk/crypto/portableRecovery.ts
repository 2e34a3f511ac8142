import { getBytes, Signature, SigningKey } from 'ethers'
import { bytesToHex } from './bytes.ts'

/**
 * The public key that made an ECDSA signature over secp256k1 (SEC 1, section 4.1.6), where there is no Node:
 * `#publicKeyRecovery` in package.json chooses.
 *
 * @param digest 32 bytes
 * @param signature r ‖ s, 64 bytes
 * @returns the uncompressed point, 65 bytes
 * @throws an error of any kind where no key belongs to the signature
 */
export function recoverPublicKey(digest: Uint8Array, signature: Uint8Array, yParity: 0 | 1): Uint8Array {
  const r = bytesToHex(signature.subarray(0, 32))
  const s = bytesToHex(signature.subarray(32))
  return getBytes(SigningKey.recoverPublicKey(digest, Signature.from({ r, s, yParity })))
}
