import { expect } from 'chai'
import type { Figures } from '../../../bench/planning/figures.ts'
import { atEqualFillRate, atEqualWaste, valueAt } from '../../../bench/planning/frontier.ts'
import { estimate, reduction } from '../../../bench/planning/statistics.ts'

const figures = (fillRate: number, expiredShare: number, shortageDays: number): Figures => ({
  fillRate,
  expiredShare,
  shortageDays,
  fillRateOfProducts: fillRate,
  cycleServiceLevel: fillRate,
  holdingCost: 0,
  expiredValue: 0,
})

describe('figures of many runs', () => {
  it('have the half-width of a 95 % confidence interval', () => {
    const { mean, halfWidth } = estimate([1, 2, 3, 4, 5])
    expect(mean).to.equal(3)
    expect(halfWidth).to.be.closeTo(1.96 * Math.sqrt(2.5 / 5), 1e-12)
  })

  it('say by what share one is less, surely so where all pairs agree', () => {
    expect(
      reduction([
        [1, 4],
        [2, 8],
        [5, 20],
      ]),
    ).to.deep.equal({ mean: 0.75, halfWidth: 0 })
    const unsure = reduction([
      [1, 4],
      [3, 4],
    ])
    expect(unsure.mean).to.equal(0.5)
    expect(unsure.halfWidth).to.be.closeTo((1.96 * Math.sqrt(2 / 2)) / 4, 1e-12)
  })

  it('are read between settings, and not where a policy was never as good', () => {
    const curve = [
      [0.04, 0.01],
      [0.01, 0.04],
    ] as const
    expect(valueAt(curve, 0.02)).to.be.closeTo(0.02, 1e-4)
    expect(valueAt(curve, 0.01)).to.equal(0.04)
    expect(valueAt(curve, 0.009)).to.equal(null)
    expect(valueAt(curve, 0.5)).to.equal(0.01)
  })

  it('compare two policies within each run', () => {
    const ours = [figures(0.96, 0.01, 100), figures(0.99, 0.04, 25)]
    const pair = { ours, other: figures(0.98, 0.04, 50) }
    const fill = atEqualFillRate([pair, pair], 33)
    expect(fill.ours.mean).to.be.closeTo(0.02, 1e-4)
    expect(fill.reduction.mean).to.be.closeTo(0.5, 0.01)
    expect(atEqualWaste([pair, pair], 33).reduction.mean).to.be.closeTo(0.5, 1e-9)
    const better = { ours, other: figures(0.999, 0.2, 1) }
    expect(atEqualFillRate([pair, better, pair], 33).unreached).to.equal(1)
  })
})
