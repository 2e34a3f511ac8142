import { plainBytes } from './bytes.ts'
import type { SegmentCipher } from './segmentCipher.ts'

/** The cipher by WebCrypto, where there is no Node: `#segmentCipher` in package.json chooses. @param key 32 bytes */
export async function createSegmentCipher(key: Uint8Array): Promise<SegmentCipher> {
  const { subtle } = globalThis.crypto
  const usages: KeyUsage[] = ['encrypt', 'decrypt']
  const imported = await subtle.importKey('raw', plainBytes(key), 'AES-GCM', false, usages)
  const parameters = (nonce: Uint8Array) => ({ name: 'AES-GCM', iv: plainBytes(nonce) })
  return {
    async seal(nonce, plaintext) {
      return new Uint8Array(await subtle.encrypt(parameters(nonce), imported, plainBytes(plaintext)))
    },
    async open(nonce, ciphertext) {
      return new Uint8Array(await subtle.decrypt(parameters(nonce), imported, plainBytes(ciphertext)))
    },
  }
}
