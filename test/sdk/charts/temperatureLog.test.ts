import { expect } from 'chai'
import { type TemperatureLogInput, temperatureLog } from '../../../sdk/charts/index.ts'
import { InvalidInputError } from '../../../sdk/errors/index.ts'

const HOUR = 3_600_000
const start = Date.UTC(2026, 10, 1)
const input: TemperatureLogInput = {
  id: 'log',
  readings: [5, 6, 10, 5, 5].map((celsius, index) => ({ time: start + index * HOUR, celsius })),
  label: { minimum: 2, maximum: 8 },
  limits: { minimum: 2, maximum: 15 },
  meanKinetic: 6.5,
  excursions: [{ from: start + 2 * HOUR, to: start + 2 * HOUR }],
  gaps: [],
}

describe('temperatureLog', () => {
  it('draws the readings over the height between the limits and a margin', () => {
    // 2 to 15 °C and 1.04 °C on either side: 15.08 °C high; 5 °C lies 4.04 above the foot.
    const path = /class="chart-line" d="([^"]+)"/.exec(temperatureLog(input))?.[1]
    expect(path).to.match(/^M0 732\.\d+L250 /)
    expect(path?.split('L')).to.have.length(5)
  })

  it('breaks the line where nothing was measured', () => {
    const gap = { from: start + 3 * HOUR, to: start + 4 * HOUR }
    const chart = temperatureLog({ ...input, gaps: [gap] })
    const path = /class="chart-line" d="([^"]+)"/.exec(chart)?.[1]
    expect(path?.match(/M/g)).to.have.length(2)
    expect(chart).to.contain('not measured').and.to.contain('Nothing was measured for too long 1 times.')
    expect(temperatureLog(input)).to.not.contain('not measured')
  })

  it('shows limits, excursions however short, and the mean kinetic temperature', () => {
    const chart = temperatureLog(input)
    expect(chart.match(/class="chart-threshold"/g)).to.have.length(3)
    expect(chart).to.match(/class="chart-excursion" x="50%" y="66" width="0\.2%"/)
    expect(chart).to.contain('>MKT 6.5 °C<').and.to.contain('>never above 15 °C<')
  })

  it('says the same in words', () => {
    expect(temperatureLog(input)).to.contain(
      '5 readings from 1 Nov 00:00 to 1 Nov 04:00 UTC, between 5 °C and 10 °C. The label says 2 °C to 8 °C; the mean kinetic temperature is 6.5 °C. It left the range of the label 1 times: 1 Nov 02:00 to 1 Nov 02:00.',
    )
  })

  it('keeps the extremes of a long log, in few bytes', () => {
    const readings = Array.from({ length: 100_000 }, (_, index) => ({
      time: start + index * 60_000,
      celsius: index === 54_321 ? 14.9 : 5 + (index % 7) / 10,
    }))
    const chart = temperatureLog({ ...input, readings, excursions: [] })
    const path = /class="chart-line" d="([^"]+)"/.exec(chart)?.[1] as string
    const heights = path
      .split(/[ML]/)
      .slice(1)
      .map((point) => Number(point.split(' ')[1]))
    // 14.9 °C is 0.1 below the limit, which is 1.04 below the top of 15.08.
    expect(Math.min(...heights)).to.be.closeTo(((1.04 + 0.1) / 15.08) * 1000, 0.1)
    expect(chart.length).to.be.below(80_000)
  })

  it('takes one reading, and refuses none and what is no number', () => {
    expect(temperatureLog({ ...input, readings: input.readings.slice(0, 1) })).to.contain('1 readings')
    for (const readings of [[], [{ time: Number.NaN, celsius: 5 }], [{ time: 0, celsius: Number.NaN }]]) {
      expect(() => temperatureLog({ ...input, readings })).to.throw(InvalidInputError)
    }
  })
})
