import { expect } from 'chai'
import fc from 'fast-check'
import { fanChart } from '../../../sdk/charts/index.ts'
import { InvalidInputError } from '../../../sdk/errors/index.ts'

type FanChartInput = Parameters<typeof fanChart>[0]

const input: FanChartInput = {
  id: 'fan',
  subject: 'a <medicine>',
  history: [50, 100, null, 60],
  censored: [1],
  forecast: [
    {
      middle: 50,
      intervals: [
        [20, 90],
        [40, 60],
      ],
    },
  ],
  intervalLabels: ['95 %', '80 %'],
  periods: ['2026-01', '2026-02', '2026-03', '2026-04', '2026-05'],
}

describe('fanChart', () => {
  it('leaves its legend to the page where that is asked for', () => {
    const bare = fanChart({ ...input, hasLegend: false })
    expect(fanChart(input)).to.contain('meant to hold')
    expect(bare).to.not.contain('meant to hold')
    expect(bare).to.not.contain('recalled')
  })

  it('breaks the history at a gap and goes on from its last value', () => {
    // 1000 units wide for four steps, 1000 high for a demand of 100.
    expect(fanChart(input)).to.contain('class="chart-history" d="M0 500L250 0M750 400"')
    expect(fanChart(input)).to.contain('class="chart-line" d="M750 400L1000 500"')
  })

  it('draws a band for each interval and marks what was censored', () => {
    expect(fanChart(input).match(/class="chart-band" d="M1000 [^"]*Z"/g)).to.have.length(2)
    expect(fanChart(input)).to.contain('chart-unreadable').and.to.contain('out of stock or recalled')
    expect(fanChart({ ...input, censored: [] })).not.to.contain('recalled')
  })

  it('says the forecast in words and escapes what it is of', () => {
    expect(fanChart(input)).to.contain('2026-05: 50, with 95 % between 20 and 90.')
    expect(fanChart(input)).to.contain('a &lt;medicine&gt;').and.not.to.contain('<medicine>')
  })

  it('draws nothing of nothing and a line of zeros', () => {
    expect(fanChart({ ...input, history: [], forecast: [], periods: [], censored: [] })).to.match(
      /^<svg.*<\/svg>$/,
    )
    expect(fanChart({ ...input, history: [0, 0], forecast: [], periods: ['a', 'b'] })).not.to.contain('NaN')
  })

  it('refuses a number that is none', () => {
    expect(() => fanChart({ ...input, history: [Number.NaN] })).to.throw(InvalidInputError)
  })

  it('gives equal bytes without a number that is none, for any demand', () => {
    const demand = fc.option(fc.double({ min: 0, max: 1e12, noNaN: true }))
    fc.assert(
      fc.property(fc.array(demand, { maxLength: 80 }), (history) => {
        const given = { ...input, history, censored: [], periods: history.map(String).concat('next') }
        expect(fanChart(given))
          .to.equal(fanChart(given))
          .and.not.to.match(/NaN|Infinity/)
      }),
    )
  })
})
