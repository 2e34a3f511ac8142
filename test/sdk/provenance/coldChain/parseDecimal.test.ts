import { expect } from 'chai'
import fc from 'fast-check'
import { parseDecimal } from '../../../../sdk/provenance/coldChain/parseDecimal.ts'

describe('parseDecimal', () => {
  const digits = (maxLength: number) =>
    fc.array(fc.integer({ min: 0, max: 9 }), { maxLength }).map((list) => list.join(''))

  it('reads a number as the language does, to the bit', () => {
    fc.assert(
      fc.property(fc.constantFrom('', '+', '-', '\u2212'), digits(9), digits(12), (sign, whole, fraction) => {
        fc.pre(whole !== '' || fraction !== '')
        const text = `${whole}.${fraction}`
        const size = Number(text)
        const expected = size === 0 || sign === '' || sign === '+' ? size : -size
        expect(Object.is(parseDecimal(sign + text), expected)).to.equal(true)
        if (whole !== '') expect(parseDecimal(whole)).to.equal(Number(whole))
      }),
    )
  })

  it('takes nothing else', () => {
    for (const text of [
      '',
      '+',
      '.',
      '-.',
      '1e1',
      '0x05',
      '1.2.3',
      '--1',
      '1-',
      ' 1',
      '1,2',
      '1234567890',
      'NaN',
      '٣',
    ]) {
      expect(parseDecimal(text), text).to.equal(null)
    }
    expect(parseDecimal('.1234567890123')).to.equal(null)
    const pattern = /^[+\-\u2212]?\d{1,9}(?:\.\d{0,12})?$|^[+\-\u2212]?\.\d{1,12}$/
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('1', '0', '.', '-', '+', 'e', ' ', ','), { maxLength: 14 }),
        (marks) => {
          const text = marks.join('')
          expect(parseDecimal(text) !== null).to.equal(pattern.test(text))
        },
      ),
    )
  })
})
