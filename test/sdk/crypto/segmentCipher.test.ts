import { expect } from 'chai'
import fc from 'fast-check'
import { createSegmentCipher as chosenCipher } from '#segmentCipher'
import { hexToBytes, randomBytes } from '../../../sdk/crypto/bytes.ts'
import { createSegmentCipher as nativeCipher } from '../../../sdk/crypto/node/nativeSegmentCipher.ts'
import { createSegmentCipher as portableCipher } from '../../../sdk/crypto/portableSegmentCipher.ts'
import type { SegmentCipher } from '../../../sdk/crypto/segmentCipher.ts'
import { rejection } from './rejection.ts'

const open = (cipher: SegmentCipher, nonce: Uint8Array, ciphertext: Uint8Array) =>
  cipher.open(nonce, ciphertext, new Uint8Array(ciphertext.length))

async function seal(cipher: SegmentCipher, nonce: Uint8Array, plaintext: Uint8Array): Promise<Uint8Array> {
  return (await cipher.seal(nonce, plaintext, new Uint8Array(plaintext.length + 16))).slice()
}

// Test cases 13 and 14 of the GCM specification (McGrew and Viega, appendix B): AES-256, a key and a nonce of zeros.
const published = [
  ['0x', '0x530f8afbc74536b9a963b4f1c4cb738b'],
  [
    '0x00000000000000000000000000000000',
    '0xcea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919',
  ],
] as const

describe('segment cipher', () => {
  it('is the native one in Node', () => {
    expect(chosenCipher).to.equal(nativeCipher)
  })

  for (const [name, createSegmentCipher] of [
    ['native', nativeCipher],
    ['portable', portableCipher],
  ] as const) {
    it(`${name}: gives the published ciphertexts`, async () => {
      const cipher = await createSegmentCipher(new Uint8Array(32))
      for (const [plaintext, expected] of published) {
        const sealed = await seal(cipher, new Uint8Array(12), hexToBytes(plaintext))
        expect(sealed).to.deep.equal(new Uint8Array(hexToBytes(expected)))
      }
    })

    it(`${name}: opens nothing that was altered or has no room for a tag`, async () => {
      const cipher = await createSegmentCipher(randomBytes(32))
      const nonce = randomBytes(12)
      const sealed = await seal(cipher, nonce, randomBytes(40))
      expect(await open(cipher, nonce, sealed)).to.have.length(40)
      for (let position = 0; position < sealed.length; position++) {
        const altered = sealed.slice()
        altered[position] = (altered[position] ?? 0) ^ 1
        await rejection(open(cipher, nonce, altered))
      }
      await rejection(open(cipher, randomBytes(12), sealed))
      for (const length of [0, 15]) await rejection(open(cipher, nonce, sealed.subarray(0, length)))
    })
  }

  it('is the same in both, for any length', async () => {
    const length = fc.oneof(fc.nat({ max: 300 }), fc.constantFrom(131_071, 131_072, 131_073, 1_048_520))
    await fc.assert(
      fc.asyncProperty(length, async (bytes) => {
        const [key, nonce] = [randomBytes(32), randomBytes(12)]
        const plaintext = new Uint8Array(bytes).fill(bytes)
        const [native, portable] = [await nativeCipher(key), await portableCipher(key)]
        const sealed = await seal(native, nonce, plaintext)
        expect(Buffer.compare(sealed, await seal(portable, nonce, plaintext))).to.equal(0)
        expect(Buffer.compare(await open(portable, nonce, sealed), plaintext)).to.equal(0)
        expect(Buffer.compare(await open(native, nonce, sealed), plaintext)).to.equal(0)
      }),
      { numRuns: 40 },
    )
  })
})
