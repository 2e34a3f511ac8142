import { type Cipher, createCipheriv, createDecipheriv, type Decipher } from 'node:crypto'
import { type SegmentCipher, tagLength } from '../segmentCipher.ts'

const algorithm = 'aes-256-gcm'

// The input of one call: its output stays in the processor's cache.
const pieceBytes = 131_072

/**
 * The cipher by Node's own OpenSSL: `#segmentCipher` in package.json chooses. Node's WebCrypto copies a segment twice
 * and leaves new memory of its size to the garbage collector.
 * @param key 32 bytes
 */
export async function createSegmentCipher(key: Uint8Array): Promise<SegmentCipher> {
  return {
    async seal(nonce, plaintext, into) {
      const cipher = createCipheriv(algorithm, key, nonce)
      const filled = pass(cipher, plaintext, into)
      cipher.final()
      into.set(cipher.getAuthTag(), filled)
      return into.subarray(0, filled + tagLength)
    },
    async open(nonce, ciphertext, into) {
      const end = ciphertext.length - tagLength
      if (end < 0) throw new Error('there is no room for a tag')
      const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagLength })
      decipher.setAuthTag(ciphertext.subarray(end))
      const filled = pass(decipher, ciphertext.subarray(0, end), into)
      decipher.final()
      return into.subarray(0, filled)
    },
  }
}

function pass(cipher: Cipher | Decipher, bytes: Uint8Array, into: Uint8Array): number {
  let filled = 0
  for (let start = 0; start < bytes.length; start += pieceBytes) {
    const output = cipher.update(bytes.subarray(start, start + pieceBytes))
    into.set(output, filled)
    filled += output.length
    release(output)
  }
  return filled
}

// Every call gives new memory. Left to the collector, hundreds of megabytes a second keep it at work; detaching an
// ArrayBuffer frees it at once.
function release({ buffer, length }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === length) buffer.transfer(0)
}
