import { plainBytes } from './bytes.ts'

/**
 * HKDF-SHA256 (RFC 5869).
 *
 * @param length bytes of output, at most 8,160 (255 × 32).
 */
export async function hkdfSha256(
  keyMaterial: Uint8Array,
  salt: Uint8Array,
  info: Uint8Array,
  length: number,
): Promise<Uint8Array> {
  const { subtle } = globalThis.crypto
  const key = await subtle.importKey('raw', plainBytes(keyMaterial), 'HKDF', false, ['deriveBits'])
  const parameters = { name: 'HKDF', hash: 'SHA-256', salt: plainBytes(salt), info: plainBytes(info) }
  return new Uint8Array(await subtle.deriveBits(parameters, key, length * 8))
}
