import { expect } from 'chai'
import fc from 'fast-check'
import { canonicalDecimal } from '../../../sdk/json/canonicalDecimal.ts'
import { findInexactNumber } from '../../../sdk/json/findInexactNumber.ts'

describe('canonicalDecimal', () => {
  it('drops signs of plus and zero, needless zeros and exponents', () => {
    const known: [given: string, canonical: string | null][] = [
      ['1.0', '1'],
      ['0.3434000', '0.3434'],
      ['+5', '5'],
      ['-0.0', '0'],
      ['-7.50', '-7.5'],
      ['1.50E1', '15'],
      ['12.5e-3', '0.0125'],
      ['1e21', `1${'0'.repeat(21)}`],
      ['007', '7'],
      ['.5', '0.5'],
      ['5.', '5'],
      ['123456789012345678901234567890.10', '123456789012345678901234567890.1'],
      ...['', '.', 'e5', '--1', '1_0', '0x10', 'NaN', 'Infinity', '1e401', ' 1', '1,5'].map(
        (text): [string, null] => [text, null],
      ),
    ]
    for (const [given, canonical] of known) expect(canonicalDecimal(given), given).to.equal(canonical)
  })

  it('keeps the value of every double and is its own fixed point', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = canonicalDecimal(String(value))
        expect(Number(text) + 0).to.equal(value + 0)
        expect(text).to.match(/^-?(0|[1-9]\d*)(\.\d*[1-9])?$/)
        expect(canonicalDecimal(text as string)).to.equal(text)
      }),
    )
  })
})

describe('findInexactNumber', () => {
  it('finds nothing in what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(findInexactNumber(json)).to.equal(null)
      }),
    )
  })

  it('finds numbers that a double cannot hold, and not in strings', () => {
    for (const number of ['9007199254740993', '0.1000000000000000055', '1e400', '-1e999', '1e-400']) {
      expect(findInexactNumber(`{"a":"${number}","b":${number}}`), number).to.equal(12 + number.length)
    }
    for (const number of ['9007199254740992', '0.1', '1e300', '1.0000000000000000', '-0', '123456789.125']) {
      expect(findInexactNumber(`[${number}]`), number).to.equal(null)
    }
  })
})
