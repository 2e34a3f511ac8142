import { expect } from 'chai'
import { type CalibrationPoint, calibrationPlot } from '../../../sdk/charts/index.ts'
import { InvalidInputError } from '../../../sdk/errors/index.ts'

const bins: readonly CalibrationPoint[] = [
  { from: 0, to: 0.5, count: 30, meanPredicted: 0.2, observed: 0.1 },
  { from: 0.5, to: 0.9, count: 0, meanPredicted: 0, observed: 0 },
  { from: 0.9, to: 1, count: 10, meanPredicted: 0.95, observed: 1 },
]

const draw = (probability: number | null = 0.88, given = bins) =>
  calibrationPlot({ id: 'plot', bins: given, probability })

describe('calibrationPlot', () => {
  it('draws a point and an interval for each bin that holds patients', () => {
    expect(draw().match(/class="chart-point"/g)).to.have.length(2)
    expect(draw().match(/class="chart-error"/g)).to.have.length(2)
  })

  it('puts a point at its mean prediction and its observed share', () => {
    expect(draw()).to.contain('<circle class="chart-point" cx="105.6" cy="290.2" r="5"/>')
    expect(draw()).to.contain('<circle class="chart-point" cx="329.1" cy="22" r="5"/>')
  })

  it('writes the count of each bin', () => {
    expect(draw()).to.match(/class="chart-tick"[^>]*>30<\/text>/)
    expect(draw()).to.match(/class="chart-tick"[^>]*>10<\/text>/)
  })

  it('says the same in words', () => {
    expect(draw()).to.contain('2 bins, 40 patients.')
    expect(draw()).to.contain('Mean prediction 20\u00a0%, observed 10\u00a0%, 30 patients.')
  })

  it('marks this patient only where there is an estimate', () => {
    expect(draw()).to.contain('this patient 88\u00a0%')
    expect(draw(null)).not.to.contain('this patient')
  })

  it('shades the bin that holds the estimate, and fills its bar', () => {
    const chart = draw(0.95)
    expect(chart).to.contain('<rect class="chart-region" x="314.2" y="22" width="29.8" height="298"/>')
    expect(chart.match(/class="chart-count-here"/g)).to.have.length(1)
    expect(chart).to.contain('This answer lies in the bin from 90\u00a0% to 100\u00a0%, which is shaded.')
    // No patient of the test had an estimate like these two.
    for (const none of [draw(0.6), draw(null)]) expect(none).not.to.match(/chart-region|chart-count-here/)
  })

  it('refuses a share above 1 and a count that is not finite', () => {
    const [first] = bins
    expect(() => draw(0.5, first ? [{ ...first, observed: 1.2 }] : [])).to.throw(InvalidInputError)
    expect(() => draw(0.5, first ? [{ ...first, count: Number.NaN }] : [])).to.throw(InvalidInputError)
  })
})
