import { expect } from 'chai'
import { rateSeries } from '../../../sdk/charts/index.ts'
import { InvalidInputError } from '../../../sdk/errors/index.ts'

describe('rateSeries', () => {
  const chart = rateSeries({ id: 'rates', stepSeconds: 10, rates: [60, 80, null, null, 70] })

  it('draws a step for each piece, and breaks where there is no rate', () => {
    const [, path = ''] = /class="chart-line" d="([^"]*)"/.exec(chart) ?? []
    expect(path.match(/M/g)).to.have.length(2)
    const [first] = path.split('M').filter((part) => part !== '')
    expect([...(first ?? '').matchAll(/(\d+) [\d.]+/g)].map(([, x]) => x)).to.deep.equal([
      '0',
      '200',
      '200',
      '400',
    ])
  })

  it('marks pieces that could not be read as one band', () => {
    expect(chart.match(/class="chart-unreadable"/g)).to.have.length(1)
    expect(chart).to.match(/class="chart-unreadable" x="40%" y="\d+" width="40%"/)
  })

  it('says the same in words, and writes the time below', () => {
    expect(chart).to.contain(
      '5 pieces of 10 seconds. Between 60 and 80 beats per minute. 2 of the pieces could not be read.',
    )
    expect(chart).to.contain('>0:50<')
  })

  it('draws a recording without any rate, and an empty one', () => {
    expect(rateSeries({ id: 'rates', stepSeconds: 10, rates: [null] })).to.contain(
      'No heart rate could be read.',
    )
    expect(rateSeries({ id: 'rates', stepSeconds: 10, rates: [] })).to.match(/^<svg.*<\/svg>$/)
  })

  it('refuses a rate that is no number', () => {
    expect(() => rateSeries({ id: 'rates', stepSeconds: 10, rates: [Number.NaN] })).to.throw(
      InvalidInputError,
    )
  })
})
