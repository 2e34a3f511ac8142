import { bytesToHex, concatBytes, hexToBytes, plainBytes, randomBytes } from '../../sdk/crypto/bytes.ts'
import { hkdfSha256 } from '../../sdk/crypto/hkdf.ts'
import { payloadAssociatedData } from '../../sdk/crypto/payload.ts'
import { IntegrityError } from '../../sdk/errors/index.ts'

/**
 * The custodian's own copies of data keys: AES-256-GCM under a key that only this custodian's seed gives, bound to record
 * and key epoch. Envelopes (HPKE) are for others; for oneself nothing asymmetric is needed. Epoch 0, which no data key has,
 * is of what clinicians said of the record.
 */
export interface OwnKeys {
  /** @returns nonce ‖ ciphertext ‖ tag, as 0x-prefixed hexadecimal */
  seal(recordId: string, keyEpoch: number, dataKey: Uint8Array): Promise<string>
  /** The caller wipes what it gets. @throws IntegrityError ENVELOPE_INVALID */
  open(recordId: string, keyEpoch: number, sealed: string): Promise<Uint8Array>
}

const NONCE_BYTES = 12
const INFO = new TextEncoder().encode('salus.gateway.own-keys.v1')

/** @param privateKey the custodian's encryption key, 32 bytes */
export async function createOwnKeys(privateKey: Uint8Array): Promise<OwnKeys> {
  const { subtle } = globalThis.crypto
  const derived = plainBytes(await hkdfSha256(privateKey, new Uint8Array(), INFO, 32))
  const key = await subtle.importKey('raw', derived, 'AES-GCM', false, ['encrypt', 'decrypt'])
  derived.fill(0)
  const parameters = (recordId: string, keyEpoch: number, iv: Uint8Array) => ({
    name: 'AES-GCM',
    iv: plainBytes(iv),
    additionalData: plainBytes(payloadAssociatedData(recordId, keyEpoch)),
  })
  return {
    async seal(recordId, keyEpoch, dataKey) {
      const nonce = randomBytes(NONCE_BYTES)
      const ciphertext = await subtle.encrypt(parameters(recordId, keyEpoch, nonce), key, plainBytes(dataKey))
      return bytesToHex(concatBytes(nonce, new Uint8Array(ciphertext)))
    },
    async open(recordId, keyEpoch, sealed) {
      const bytes = hexToBytes(sealed)
      const nonce = bytes.subarray(0, NONCE_BYTES)
      try {
        const ciphertext = plainBytes(bytes.subarray(NONCE_BYTES))
        return new Uint8Array(await subtle.decrypt(parameters(recordId, keyEpoch, nonce), key, ciphertext))
      } catch (cause) {
        throw new IntegrityError(
          'ENVELOPE_INVALID',
          `This gateway's seed does not open the key of record ${recordId}: it is of another custodian, or altered.`,
          { cause },
        )
      }
    },
  }
}
