import { expect } from 'chai'
import fc from 'fast-check'
import { toFourDecimals } from '../../../oracle/models/fixedPoint.ts'

describe('toFourDecimals', () => {
  it('rounds to four decimals and has no minus zero', () => {
    expect(toFourDecimals(0.123_45)).to.equal(0.1235)
    expect(Object.is(toFourDecimals(-0.000_01), 0)).to.equal(true)
  })

  it('gives a finite number for every finite number, and the number itself where it has no fifth decimal', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const rounded = toFourDecimals(value)
        expect(Number.isFinite(rounded)).to.equal(true)
        if (Math.abs(value) >= 2 ** 53 / 1e4) expect(rounded).to.equal(value)
      }),
    )
    expect(toFourDecimals(1e308)).to.equal(1e308)
  })
})
