import { expect } from 'chai'
import fc from 'fast-check'
import { interpolate, studentShare } from '../../../../oracle/models/vitals/trend.ts'
import { fitCalibration, leadHours, scoreAlarm } from '../../../../oracle/models/vitals/trendTrial.ts'

describe('the trend', () => {
  it('has the quantiles of Student t with 4 degrees of freedom', () => {
    // From the published table of critical values.
    for (const [t, share] of [
      [0, 0.5],
      [0.7407, 0.75],
      [1.533, 0.9],
      [2.132, 0.95],
      [2.776, 0.975],
      [4.604, 0.995],
    ] as const) {
      expect(studentShare(t)).to.be.closeTo(share, 5e-5)
      expect(studentShare(-t)).to.be.closeTo(1 - share, 5e-5)
    }
  })

  it('has a share that never falls and stays within 0 and 1', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        (t, more) => {
          expect(studentShare(t + more)).to.be.at.least(studentShare(t) - 1e-12)
          expect(studentShare(t)).to.be.within(-1e-12, 1 + 1e-12)
        },
      ),
    )
  })

  it('reads between the corners of a calibration', () => {
    const corners = [
      [0, 0],
      [0.2, 0.1],
      [0.2, 0.3],
      [0.6, 0.7],
      [1, 0.7],
    ] as const
    for (const [raw, expected] of [
      [0, 0],
      [0.1, 0.05],
      [0.4, 0.5],
      [0.8, 0.7],
      [1, 0.7],
    ] as const) {
      expect(interpolate(corners, raw)).to.be.closeTo(expected, 1e-12)
    }
  })

  it('fits a calibration that never falls', () => {
    const scored = Array.from({ length: 300 }, (_, index) => ({
      probability: index / 300,
      label: index % 7 === 0 || (index > 200 && index % 2 === 0) ? 1 : 0,
    }))
    const corners = fitCalibration(scored)
    for (const [index, [raw, calibrated]] of corners.entries()) {
      expect(calibrated).to.be.at.least(corners[index - 1]?.[1] ?? 0)
      expect(raw).to.be.at.least(corners[index - 1]?.[0] ?? 0)
    }
    expect(corners.at(-1)?.[1]).to.be.closeTo(0.5, 0.1)
  })

  it('counts the hours of warning before the event only', () => {
    const look = (hours: number, score: number) => ({ time: hours * 3_600_000, score, probability: null })
    const watched = { eventTime: 10 * 3_600_000, looks: [look(2, 1), look(7, 5), look(9, 6), look(11, 8)] }
    expect(leadHours(watched, scoreAlarm(5))).to.equal(3)
    expect(leadHours(watched, scoreAlarm(7))).to.equal(0)
    expect(leadHours({ ...watched, eventTime: null }, scoreAlarm(5))).to.equal(0)
  })
})
