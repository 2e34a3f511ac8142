import { expect } from 'chai'
import {
  bytesToHex,
  concatBytes,
  equalBytes,
  hexToBytes,
  plainBytes,
  randomBytes,
  uint32Bytes,
  utf8Bytes,
  utf8Text,
} from '../../../sdk/crypto/bytes.ts'
import { InvalidInputError } from '../../../sdk/errors/index.ts'

describe('bytes', () => {
  it('concatenates, compares and converts', () => {
    const bytes = concatBytes(Uint8Array.of(1), new Uint8Array(), Uint8Array.of(2, 255))
    expect(bytesToHex(bytes)).to.equal('0x0102ff')
    expect(hexToBytes('0x0102FF', 3)).to.deep.equal(bytes)
    expect(equalBytes(bytes, Uint8Array.of(1, 2, 255))).to.equal(true)
    expect(equalBytes(bytes, Uint8Array.of(1, 2, 254))).to.equal(false)
    expect(equalBytes(bytes, Uint8Array.of(1, 2))).to.equal(false)
    expect(utf8Text(utf8Bytes('Äskulap €'))).to.equal('Äskulap €')
    expect(uint32Bytes(0x01020304)).to.deep.equal(Uint8Array.of(1, 2, 3, 4))
    expect(randomBytes(32)).not.to.deep.equal(randomBytes(32))
  })

  it('copies bytes in shared memory for WebCrypto, and no others', () => {
    const shared = new Uint8Array(new SharedArrayBuffer(2))
    expect(plainBytes(shared).buffer).to.be.instanceOf(ArrayBuffer)
    const own = Uint8Array.of(1)
    expect(plainBytes(own)).to.equal(own)
  })

  it('refuses what is malformed without repeating it', () => {
    for (const text of ['', '12', '0x1', '0xzz']) {
      expect(() => hexToBytes(text)).to.throw(InvalidInputError, /hexadecimal/)
    }
    expect(() => hexToBytes('0xdeadbeef', 3))
      .to.throw(InvalidInputError)
      .that.satisfies((error: Error) => !error.message.includes('deadbeef'))
    expect(() => utf8Text(Uint8Array.of(0xff))).to.throw(InvalidInputError, /UTF-8/)
    for (const value of [-1, 1.5, 2 ** 32, Number.NaN]) {
      expect(() => uint32Bytes(value)).to.throw(InvalidInputError)
    }
  })
})
