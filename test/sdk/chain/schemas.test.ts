import { expect } from 'chai'
import { addressSchema, bytesSchema, hashSchema, signatureSchema } from '../../../sdk/chain/schemas.ts'

const checksummed = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'

describe('sdk/chain/schemas', () => {
  it('reads an address in any spelling that holds, and gives one spelling', () => {
    expect(addressSchema.parse(checksummed.toLowerCase())).to.equal(checksummed)
    for (const wrong of [
      checksummed.replace('C5', 'c5'),
      checksummed.slice(0, -1),
      '',
      'vitalik.eth',
      12,
      null,
    ]) {
      expect(addressSchema.safeParse(wrong).success, String(wrong)).to.equal(false)
    }
  })

  it('takes hashes, signatures and bytes in one spelling only, of their length', () => {
    const hash = `0x${'ab'.repeat(32)}`
    expect(hashSchema.safeParse(hash).success).to.equal(true)
    for (const wrong of [hash.toUpperCase(), `${hash}\n`, hash.slice(2), `${hash}00`]) {
      expect(hashSchema.safeParse(wrong).success).to.equal(false)
    }
    expect(signatureSchema.safeParse(`0x${'ab'.repeat(65)}`).success).to.equal(true)
    expect(signatureSchema.safeParse(`0x${'ab'.repeat(64)}`).success).to.equal(false)
    expect(bytesSchema.safeParse(`0x${'ab'.repeat(4096)}`).success).to.equal(true)
    for (const wrong of [`0x${'ab'.repeat(4097)}`, '0x', '0xabc']) {
      expect(bytesSchema.safeParse(wrong).success).to.equal(false)
    }
  })
})
