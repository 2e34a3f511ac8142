import { expect } from 'chai'
import { type StockTimelineInput, stockTimeline } from '../../../sdk/charts/index.ts'
import { InvalidInputError } from '../../../sdk/errors/index.ts'

const nothing = { stock: 0, short: 0, ordered: 0, expired: 0, recalled: 0 }

const input: StockTimelineInput = {
  id: 'stock',
  subject: 'a <product>',
  days: [
    { ...nothing, stock: 10, ordered: 7 },
    { ...nothing, stock: 6, expired: 2 },
    { ...nothing, recalled: 6 },
    { ...nothing, short: 3, ordered: 5 },
  ],
  ticks: [{ value: 0, label: '2026-06' }],
}

describe('stockTimeline', () => {
  const chart = stockTimeline(input)

  it('draws a step for each day', () => {
    const path = /class="chart-line" d="([^"]*)"/.exec(chart)?.[1] ?? ''
    expect(path.match(/[ML]/g)).to.have.length(8)
    expect(path).to.match(/^M0 74\.07L250 74\.07/)
  })

  it('marks orders, packs out of date, a recall and days without enough', () => {
    expect(chart.match(/class="chart-axis"/g)).to.have.length(2)
    expect(chart.match(/class="chart-raises" cx="25%"/g)).to.have.length(1)
    expect(chart.match(/class="chart-threshold" x1="50%"/g)).to.have.length(1)
    expect(chart.match(/class="chart-excursion" x="75%" y="42" width="25%"/g)).to.have.length(1)
  })

  it('says the same in words, escaped, and names days below', () => {
    expect(chart).to.contain('Stock from day to day: a &lt;product&gt;')
    expect(chart).to.contain('4 days, 2 orders of 12 packs. 2 packs went out of date, 6 were recalled.')
    expect(chart).to.contain('Not enough on 1 days.').and.to.contain('>2026-06<')
  })

  it('draws no days at all, and a product that was never there', () => {
    expect(stockTimeline({ ...input, days: [] })).to.match(/^<svg.*<\/svg>$/)
    expect(stockTimeline({ ...input, days: [nothing] })).to.contain('M0 1000L1000 1000')
  })

  it('refuses a stock that is no number', () => {
    const days = [{ ...nothing, stock: Number.POSITIVE_INFINITY }]
    expect(() => stockTimeline({ ...input, days })).to.throw(InvalidInputError, 'A stock')
  })
})
