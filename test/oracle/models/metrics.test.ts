import { expect } from 'chai'
import fc from 'fast-check'
import {
  areaUnderCurve,
  bootstrapIntervals,
  calibrationBins,
  expectedCalibrationError,
  measure,
  type Scored,
} from '../../../oracle/models/metrics.ts'

const scoredRow = fc.record({
  probability: fc.integer({ min: 0, max: 10 }).map((tenths) => tenths / 10),
  label: fc.constantFrom(0, 1),
})

/** The definition: the share of pairs ranked right, ties one half. */
function areaByPairs(scored: readonly Scored[]): number {
  const positives = scored.filter(({ label }) => label === 1)
  const negatives = scored.filter(({ label }) => label === 0)
  const wins = positives.flatMap((positive) =>
    negatives.map((negative) =>
      positive.probability > negative.probability
        ? 1
        : positive.probability === negative.probability
          ? 0.5
          : 0,
    ),
  )
  return wins.reduce((sum: number, win) => sum + win, 0) / wins.length
}

describe('metrics', () => {
  it('computes the area under the curve as the share of pairs ranked right', () => {
    fc.assert(
      fc.property(fc.array(scoredRow, { minLength: 2, maxLength: 40 }), (scored) => {
        fc.pre(new Set(scored.map(({ label }) => label)).size === 2)
        expect(areaUnderCurve(scored)).to.be.closeTo(areaByPairs(scored), 1e-12)
      }),
    )
  })

  it('has no area under the curve for one label', () => {
    expect(areaUnderCurve([{ probability: 0.5, label: 1 }])).to.be.NaN
  })

  it('measures a known case', () => {
    const scored = [
      { probability: 0.9, label: 1 },
      { probability: 0.6, label: 0 },
      { probability: 0.2, label: 0 },
      { probability: 0.4, label: 1 },
    ]
    const metrics = measure(scored)
    expect(metrics.auc).to.equal(0.75)
    expect(metrics.accuracy).to.equal(0.5)
    expect(metrics.brier).to.be.closeTo((0.01 + 0.36 + 0.04 + 0.36) / 4, 1e-12)
    expect(metrics.ece).to.be.closeTo((0.1 + 0.6 + 0.2 + 0.6) / 4, 1e-12)
  })

  it('puts a probability of 1 into the last bin and counts every row once', () => {
    const bins = calibrationBins([
      { probability: 1, label: 1 },
      { probability: 0, label: 0 },
    ])
    expect(bins.map(({ from, count }) => [from, count])).to.deep.equal([
      [0, 1],
      [0.9, 1],
    ])
    expect(
      expectedCalibrationError([
        { probability: 1, label: 1 },
        { probability: 0, label: 0 },
      ]),
    ).to.equal(0)
  })

  it('gives the same bootstrap interval for the same seed, around the figure', () => {
    const scored = Array.from({ length: 60 }, (_, row) => ({
      probability: ((row * 7) % 60) / 60,
      label: row % 2,
    }))
    const first = bootstrapIntervals([scored], 200, 1)
    expect(bootstrapIntervals([scored], 200, 1)).to.deep.equal(first)
    expect(first.brier[0]).to.be.lessThan(measure(scored).brier)
    expect(first.brier[1]).to.be.greaterThan(measure(scored).brier)
  })
})
