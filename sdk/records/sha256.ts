import { bytesToHex, plainBytes } from '../crypto/bytes.ts'

/** SHA-256 as 0x-prefixed hexadecimal. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  return bytesToHex(new Uint8Array(await globalThis.crypto.subtle.digest('SHA-256', plainBytes(bytes))))
}
