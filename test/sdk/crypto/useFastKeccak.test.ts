import { expect } from 'chai'
import { keccak256 } from 'ethers'
import fc from 'fast-check'
import { useFastKeccak } from '../../../sdk/crypto/node/useFastKeccak.ts'

describe('sdk/crypto/node/useFastKeccak', () => {
  // As ethers comes, before another test may have changed it in this process.
  const original = keccak256._
  after(() => keccak256.register(original))

  it('hashes as ethers does by itself', async () => {
    await useFastKeccak()
    // https://keccak.team/keccak_specs_summary.html, the empty input
    expect(keccak256('0x')).to.equal('0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470')
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        expect(keccak256(bytes)).to.equal(`0x${Buffer.from(original(bytes) as Uint8Array).toString('hex')}`)
      }),
    )
  })

  it('keeps nothing of one hash for the next', async () => {
    await useFastKeccak()
    const first = keccak256('0x01')
    keccak256('0x02')
    expect(keccak256('0x01')).to.equal(first)
  })
})
