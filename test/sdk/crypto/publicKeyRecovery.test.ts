import { expect } from 'chai'
import { getBytes, hexlify, recoverAddress, SigningKey } from 'ethers'
import fc from 'fast-check'
import { recoverAccount } from '../../../sdk/chain/typedData.ts'
import { recoverPublicKey as byWasm } from '../../../sdk/crypto/node/wasmRecovery.ts'
import { recoverPublicKey as portable } from '../../../sdk/crypto/portableRecovery.ts'

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 })
const outcome = (recover: typeof portable, ...given: Parameters<typeof portable>) => {
  try {
    return hexlify(recover(...given))
  } catch {
    return 'refused'
  }
}

describe('sdk/crypto public key recovery', () => {
  it('gives the key that signed, in Node and in the browser', () => {
    fc.assert(
      fc.property(bytes32, bytes32, (secret, digest) => {
        const key = new SigningKey(hexlify(secret))
        const { r, s, yParity } = key.sign(digest)
        const signature = new Uint8Array([...getBytes(r), ...getBytes(s)])
        for (const recover of [byWasm, portable]) {
          expect(hexlify(recover(digest, signature, yParity))).to.equal(key.publicKey)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('says the same of any bytes in both', () => {
    fc.assert(
      fc.property(bytes32, bytes32, bytes32, fc.constantFrom(0, 1), (digest, r, s, yParity) => {
        // Ethers takes no signature from the upper half of the order; recoverAccount refuses it before either is asked.
        s[0] = (s[0] ?? 0) & 0x7f
        const signature = new Uint8Array([...r, ...s])
        const parity = yParity as 0 | 1
        expect(outcome(byWasm, digest, signature, parity)).to.equal(
          outcome(portable, digest, signature, parity),
        )
      }),
      { numRuns: 60 },
    )
  })

  it('recoverAccount agrees with ethers, and refuses the twin of a signature and bytes of any other form', () => {
    const digest = `0x${'5a'.repeat(32)}`
    const { serialized, r, s } = new SigningKey(`0x${'11'.repeat(32)}`).sign(digest)
    expect(recoverAccount(digest, serialized)).to.equal(recoverAddress(digest, serialized))
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
    const twin = `${r}${(order - BigInt(s)).toString(16).padStart(64, '0')}1b`
    for (const malformed of [twin, '0x', '0x00', `${r}${'00'.repeat(33)}`, `0x${'00'.repeat(65)}`, 'text']) {
      expect(recoverAccount(digest, malformed)).to.equal(undefined)
    }
  })
})
