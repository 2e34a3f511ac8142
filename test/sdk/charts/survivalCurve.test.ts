import { expect } from 'chai'
import fc from 'fast-check'
import { type SurvivalCurveInput, survivalCurve } from '../../../sdk/charts/index.ts'
import { InvalidInputError } from '../../../sdk/errors/index.ts'

const point = (years: number, share: number) =>
  ({ years, share, interval: [share - 0.1, Math.min(1, share + 0.1)] }) as const

const input: SurvivalCurveInput = {
  id: 'curve',
  curve: [point(1, 0.9), point(2, 0.8), point(5, 0.6)],
  reference: [
    { years: 1, share: 0.95 },
    { years: 5, share: 0.75 },
  ],
  marks: [1, 5],
}

describe('survivalCurve', () => {
  it('goes through its points from everybody at the start, across the years', () => {
    // 1000 units wide and high: a fifth of the time is 200, a tenth of the people 100.
    expect(survivalCurve(input)).to.contain('d="M0 0L200 100L400 200L1000 400"')
    expect(survivalCurve(input)).to.contain('class="chart-average" d="M0 0L200 50L1000 250"')
  })

  it('closes the band of the interval', () => {
    expect(survivalCurve(input)).to.match(/class="chart-band" d="M0 0L200 0L[^"]*L200 200Z"/)
  })

  it('writes the share at the marked years alone', () => {
    const chart = survivalCurve(input)
    expect(chart.match(/class="chart-point"/g)).to.have.length(2)
    expect(chart).to.contain('>60\u00a0%<').and.not.to.contain('>80\u00a0%<')
  })

  it('says the same in words, beside the average', () => {
    expect(survivalCurve(input)).to.contain(
      'After 5 years 60\u00a0% are expected to be free of the event, interval 50–70\u00a0%; with average values 75\u00a0%.',
    )
  })

  it('draws a curve of nothing, and one without an average', () => {
    expect(survivalCurve({ ...input, curve: [], reference: [] })).to.match(/^<svg.*<\/svg>$/)
    expect(survivalCurve({ ...input, reference: [] })).not.to.contain('average')
  })

  it('refuses a share above 1 and a time that is no number', () => {
    for (const broken of [point(1, 1.2), { ...point(1, 0.5), years: Number.NaN }]) {
      expect(() => survivalCurve({ ...input, curve: [broken] })).to.throw(InvalidInputError)
    }
  })

  it('keeps every coordinate inside, and gives equal bytes, for any curve', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true })
    const points = fc.array(
      fc.record({
        years: fc.double({ min: 0, max: 50, noNaN: true }),
        share,
        interval: fc.tuple(share, share),
      }),
      { maxLength: 30 },
    )
    fc.assert(
      fc.property(points, (curve) => {
        const chart = survivalCurve({ ...input, curve })
        expect(chart).to.equal(survivalCurve({ ...input, curve: structuredClone(curve) }))
        for (const [, path] of chart.matchAll(/ d="([^"]*)"/g)) {
          for (const number of path?.match(/-?[\d.]+/g) ?? []) expect(Number(number)).to.be.within(0, 1000)
        }
        expect(chart).not.to.match(/NaN|Infinity|undefined|style=/)
      }),
    )
  })
})
