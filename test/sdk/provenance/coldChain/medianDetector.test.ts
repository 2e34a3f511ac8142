import { expect } from 'chai'
import fc from 'fast-check'
import type { Reading } from '../../../../sdk/provenance/coldChain/log.ts'
import {
  medianDetectorSettings,
  medianResiduals,
  medianScores,
  residualChannels,
} from '../../../../sdk/provenance/coldChain/medianDetector.ts'
import { rollingMedian } from '../../../../sdk/provenance/coldChain/rollingMedian.ts'
import { every, MINUTE } from './logs.ts'

const anySeries = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 60 })

describe('rollingMedian', () => {
  it('is the median of the values before, sorted anew', () => {
    fc.assert(
      fc.property(anySeries, fc.integer({ min: 1, max: 12 }), (values, window) => {
        const medians = rollingMedian(values, window)
        expect(medians[0]).to.be.NaN
        for (let index = 1; index < values.length; index++) {
          const before = values.slice(Math.max(0, index - window), index).sort((one, other) => one - other)
          const half = Math.floor(before.length / 2)
          const expected =
            before.length % 2 === 1
              ? (before[half] as number)
              : ((before[half - 1] as number) + (before[half] as number)) / 2
          expect(medians[index]).to.equal(expected)
        }
      }),
    )
  })
})

describe('medianResiduals', () => {
  it('never look ahead', () => {
    fc.assert(
      fc.property(anySeries, fc.nat(), fc.integer({ min: -50, max: 50 }), (values, at, changed) => {
        const index = at % values.length
        const [one, other] = [values, values.with(index, changed)].map((series) =>
          medianResiduals(series, 0.1, medianDetectorSettings).slice(0, index),
        )
        expect(one).to.deep.equal(other)
      }),
    )
  })

  it('see a step of either channel', () => {
    const readings = every(MINUTE, new Array<number>(100).fill(5)).map((reading, index) => ({
      ...reading,
      humidity: index === 80 ? 60 : 40 + (index % 3) / 10,
    }))
    const scores = medianScores(residualChannels(readings))
    expect(scores.indexOf(Math.max(...scores))).to.equal(80)
    const [first, ...rest] = readings
    expect(residualChannels(readings)).to.have.length(2)
    expect(residualChannels([{ ...(first as Reading), humidity: null }, ...rest])).to.have.length(1)
  })
})
