import { expect } from 'chai'
import { formatDecimal, formatPercent, formatPercentRange, formatSigned } from '../../../sdk/charts/index.ts'

describe('formatNumber', () => {
  it('rounds a share to whole per cent', () => {
    expect(formatPercent(0.8809)).to.equal('88\u00a0%')
    expect(formatPercent(0)).to.equal('0\u00a0%')
    expect(formatPercent(1)).to.equal('100\u00a0%')
  })

  it('never rounds to a certainty that was not given', () => {
    expect(formatPercent(0.0004)).to.equal('<1\u00a0%')
    expect(formatPercent(0.9996)).to.equal('>99\u00a0%')
  })

  it('writes a range once', () => {
    expect(formatPercentRange(0.8021, 0.9304)).to.equal('80–93\u00a0%')
  })

  it('always writes the sign, and none on zero', () => {
    expect(formatSigned(0.924, 2)).to.equal('+0.92')
    expect(formatSigned(-0.481, 2)).to.equal('−0.48')
    expect(formatSigned(-0.0001, 2)).to.equal('0.00')
  })

  it('drops trailing zeros', () => {
    expect(formatDecimal(2, 4)).to.equal('2')
    expect(formatDecimal(-1.60001, 4)).to.equal('−1.6')
  })
})
