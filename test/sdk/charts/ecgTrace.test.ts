import { expect } from 'chai'
import { type EcgTraceInput, ecgTrace } from '../../../sdk/charts/index.ts'
import { InvalidInputError } from '../../../sdk/errors/index.ts'

/** Ten seconds at 100 Hz with a spike of 1 mV at each second. */
const input: EcgTraceInput = {
  id: 'ecg',
  startSeconds: 65,
  samplingHertz: 100,
  millivolts: Array.from({ length: 1000 }, (_, sample) => (sample % 100 === 0 ? 1 : 0)),
  beats: [1, 2, 3, 4, 5, 6, 7, 8, 9],
}

describe('ecgTrace', () => {
  const chart = ecgTrace(input)

  it('draws 25 mm a second and 10 mm a millivolt, in rows of 7 seconds', () => {
    // 175 mm wide; each row is 6 mm for the marks, 10 above 0 mV and 5 below.
    expect(chart).to.contain('viewBox="0 0 175 42" width="175mm"')
    const [first = '', second = ''] = [...chart.matchAll(/class="chart-trace" d="([^"]*)"/g)].map(
      ([, d]) => d,
    )
    expect(first).to.match(/^M0 6L0\.25 16L/)
    expect(first).to.contain('L25 6L25.25 16')
    expect(second).to.match(/^M0 27L0\.25 37/)
  })

  it('draws a line every millimetre and a thick one every five', () => {
    const [, fine = ''] = /class="chart-paper-fine" d="([^"]*)"/.exec(chart) ?? []
    const [, coarse = ''] = /class="chart-paper" d="([^"]*)"/.exec(chart) ?? []
    expect(fine.match(/v15/g)).to.have.length(176)
    expect(coarse.match(/v15/g)).to.have.length(36)
    expect(coarse.match(/h175/g)).to.have.length(4)
  })

  it('marks every beat once, in its row', () => {
    expect(chart.match(/class="chart-beat"/g)).to.have.length(9)
    // The beat at 7 s is the first of the second row, at its left edge.
    expect(chart).to.match(/class="chart-beat" d="M-1\.4 23\.4h2\.8L0 26\.2Z"/)
  })

  it('says the same in words', () => {
    expect(chart).to.contain('10 seconds of one lead, from 1:05 after the start of the recording.')
    expect(chart).to.contain(
      '9 beats were detected. From beat to beat it took between 1000 and 1000 milliseconds.',
    )
  })

  it('draws voltages beyond 4 mV at the edge, and says so', () => {
    const loud = ecgTrace({ ...input, millivolts: [0, 50, -50] })
    expect(loud).to.contain('Voltages beyond 4 mV are drawn at the edge.')
    expect(loud).to.contain('viewBox="0 0 25 86"')
  })

  it('breaks the line where samples are missing, and says so', () => {
    const broken = ecgTrace({ ...input, millivolts: [null, 0, 0, null, null, 0, null], beats: [] })
    expect(broken).to.match(/class="chart-trace" d="M0\.25 11L0\.5 11M1\.25 11"/)
    expect(broken).to.contain('The line is broken where samples are missing.')
  })

  it('draws an empty excerpt, in which no beat can be', () => {
    expect(ecgTrace({ ...input, millivolts: [], beats: [] })).to.match(/^<svg.*<\/svg>$/)
  })

  it('refuses what is no number', () => {
    for (const broken of [
      { millivolts: [Number.NaN] },
      { beats: [Number.POSITIVE_INFINITY] },
      { startSeconds: Number.NaN },
    ]) {
      expect(() => ecgTrace({ ...input, ...broken })).to.throw(InvalidInputError)
    }
  })
})
