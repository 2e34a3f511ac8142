import { expect } from 'chai'
import { type TradeOffInput, tradeOffCurves } from '../../../sdk/charts/index.ts'
import { InvalidInputError } from '../../../sdk/errors/index.ts'

const input: TradeOffInput = {
  id: 'trade',
  title: 'Service & waste',
  across: { name: 'waste', range: [0, 10], format: (value) => `${value} %` },
  up: { name: 'service', range: [90, 100], format: (value) => `${value} %` },
  curves: [
    {
      name: 'one <way>',
      points: [
        { across: 0, up: 90 },
        { across: 5, up: 100 },
      ],
    },
    {
      name: 'another',
      points: [
        { across: 10, up: 95 },
        { across: 40, up: 99 },
      ],
    },
  ],
}

describe('tradeOffCurves', () => {
  const chart = tradeOffCurves(input)

  it('draws a line for each way, in its own style, with a dot for each setting', () => {
    expect(/class="chart-line" d="([^"]*)"/.exec(chart)?.[1]).to.equal('M0 1000L500 0')
    expect(/class="chart-history" d="([^"]*)"/.exec(chart)?.[1]).to.equal('M1000 500')
    expect(chart.match(/class="chart-point"/g)).to.have.length(3)
  })

  it('names the ways, the axes and the settings, escaped', () => {
    expect(chart).to.contain('one &lt;way&gt;</text>').and.to.contain('Service &amp; waste')
    expect(chart).to.contain('up: service; across: waste')
    expect(chart).to.contain('another, service at waste: 95 % at 10 %.')
    for (const tick of ['>92 %<', '>100 %<', '>4 %<']) expect(chart).to.contain(tick)
  })

  it('draws nothing where there is no setting within the ranges', () => {
    const empty = tradeOffCurves({ ...input, curves: [{ name: 'none', points: [{ across: 40, up: 99 }] }] })
    expect(empty).not.to.contain('chart-point')
    expect(empty).to.match(/^<svg.*<\/svg>$/)
  })

  it('keeps one tick where a range has no length', () => {
    const flat = { ...input, up: { ...input.up, range: [95, 95] as const } }
    expect(tradeOffCurves(flat).match(/chart-grid/g)).to.have.length(1)
  })

  it('refuses a point that is no number', () => {
    const curves = [{ name: 'one', points: [{ across: Number.NaN, up: 1 }] }]
    expect(() => tradeOffCurves({ ...input, curves })).to.throw(InvalidInputError, 'A point of one')
  })
})
