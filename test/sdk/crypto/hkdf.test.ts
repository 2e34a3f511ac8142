import { expect } from 'chai'
import { bytesToHex, hexToBytes } from '../../../sdk/crypto/bytes.ts'
import { hkdfSha256 } from '../../../sdk/crypto/hkdf.ts'

describe('HKDF-SHA256', () => {
  it('gives the output of RFC 5869, test case 1', async () => {
    const output = await hkdfSha256(
      hexToBytes(`0x${'0b'.repeat(22)}`),
      hexToBytes('0x000102030405060708090a0b0c'),
      hexToBytes('0xf0f1f2f3f4f5f6f7f8f9'),
      42,
    )
    expect(bytesToHex(output)).to.equal(
      '0x3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
    )
  })

  it('gives the output of RFC 5869, test case 2 (longer than a block)', async () => {
    const from = (first: number) => Uint8Array.from({ length: 80 }, (_, index) => first + index)
    const output = await hkdfSha256(from(0x00), from(0x60), from(0xb0), 82)
    expect(bytesToHex(output)).to.equal(
      '0xb11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09' +
        'da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87',
    )
  })

  it('gives the output of RFC 5869, test case 3 (no salt, no info)', async () => {
    const empty = new Uint8Array()
    const output = await hkdfSha256(hexToBytes(`0x${'0b'.repeat(22)}`), empty, empty, 42)
    expect(bytesToHex(output)).to.equal(
      '0x8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
    )
  })
})
