import { recover } from 'tiny-secp256k1'

/** Recovery by libsecp256k1 in WebAssembly, several times as fast as in JavaScript: `#publicKeyRecovery` chooses. */
export function recoverPublicKey(digest: Uint8Array, signature: Uint8Array, yParity: 0 | 1): Uint8Array {
  const key = recover(digest, signature, yParity, false)
  if (key === null) throw new Error('no public key belongs to the signature')
  return key
}
