import { createHash } from 'node:crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import { createSha256 as chosenSha256 } from '#sha256'
import { utf8Bytes } from '../../../sdk/crypto/bytes.ts'
import { createSha256 as nativeSha256 } from '../../../sdk/crypto/node/nativeSha256.ts'
import { createSha256 as portableSha256 } from '../../../sdk/crypto/portableSha256.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

// FIPS 180-4 examples (https://csrc.nist.gov/projects/cryptographic-standards-and-guidelines/example-values).
const published = [
  ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  [
    'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  ],
  ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
] as const

describe('SHA-256 of pieces', () => {
  it('is the native one in Node', () => {
    expect(chosenSha256).to.equal(nativeSha256)
  })

  for (const [name, createSha256] of [
    ['native', nativeSha256],
    ['portable', portableSha256],
  ] as const) {
    it(`${name}: gives the published hashes`, () => {
      for (const [text, expected] of published) {
        const hash = createSha256()
        hash.update(utf8Bytes(text))
        expect(hex(hash.digest())).to.equal(expected)
      }
    })

    it(`${name}: does not depend on how the bytes are cut`, () => {
      fc.assert(
        fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 8 }), (pieces) => {
          const hash = createSha256()
          for (const piece of pieces) hash.update(piece)
          const whole = createHash('sha256').update(Buffer.concat(pieces)).digest('hex')
          expect(hex(hash.digest())).to.equal(whole)
        }),
      )
    })
  }
})
