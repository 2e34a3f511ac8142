import { expect } from 'chai'
import fc from 'fast-check'
import { countDistribution } from '../../../../sdk/planning/solve/countDistribution.ts'
import { expected, poissonOf } from './made.ts'

/** Negative binomial by products: chances of 0, 1, … with this mean and this variance over mean. */
function negativeBinomialOf(mean: number, dispersion: number, most = 1500): readonly number[] {
  const size = mean / (dispersion - 1)
  const chances = [dispersion ** -size]
  for (let packs = 1; packs <= most; packs++) {
    const ratio = ((packs - 1 + size) / packs) * (1 - 1 / dispersion)
    chances.push((chances[packs - 1] as number) * ratio)
  }
  return chances
}

const exceeds = (chances: readonly number[], packs: number) =>
  expected(chances, (count) => (count > packs ? 1 : 0))

describe('demand as a count', () => {
  it('is Poisson where variance and mean are equal', () => {
    for (const mean of [0.05, 0.7, 3, 9.5]) {
      const chances = poissonOf(mean)
      const demand = countDistribution(mean, mean)
      for (let packs = 0; packs < 30; packs++) {
        expect(demand.exceeds(packs)).to.be.closeTo(exceeds(chances, packs), 1e-8)
        const left = expected(chances, (count) => Math.max(0, packs - count))
        expect(demand.shortfall(packs)).to.be.closeTo(left, 1e-7)
      }
    }
  })

  it('is negative binomial where the variance is greater', () => {
    for (const [mean, dispersion] of [
      [0.3, 4],
      [2, 1.5],
      [8, 2.5],
      [30, 12],
    ] as const) {
      const chances = negativeBinomialOf(mean, dispersion)
      const demand = countDistribution(mean, mean * dispersion)
      for (let packs = 0; packs < 120; packs += 3) {
        expect(demand.exceeds(packs)).to.be.closeTo(exceeds(chances, packs), 1e-5)
      }
    }
  })

  it('stays near the sum where the first terms of a series take its place', () => {
    for (const [mean, dispersion] of [
      [15, 1],
      [60, 1.5],
      [200, 1.5],
    ] as const) {
      const chances = dispersion === 1 ? poissonOf(mean) : negativeBinomialOf(mean, dispersion)
      const demand = countDistribution(mean, mean * dispersion)
      for (let packs = 0; packs < 2 * mean; packs++) {
        expect(demand.exceeds(packs)).to.be.closeTo(exceeds(chances, packs), 0.004)
      }
    }
  })

  it('stays near the sum where it is counted in units of several packs', () => {
    for (const [mean, dispersion] of [
      [300, 100],
      [500, 400],
    ] as const) {
      const chances = negativeBinomialOf(mean, dispersion, 20_000)
      const demand = countDistribution(mean, mean * dispersion)
      for (let packs = 0; packs < 4 * mean; packs += 7) {
        expect(demand.exceeds(packs)).to.be.closeTo(exceeds(chances, packs), 0.004)
        const left = expected(chances, (count) => Math.max(0, packs - count))
        expect(demand.shortfall(packs)).to.be.closeTo(left, 0.01 * mean)
      }
    }
  })

  it('leaves all of a stock beyond what may be asked for, and sums no further', () => {
    for (const [mean, variance] of [
      [0.05, 0.05],
      [0.7, 2.1],
      [9.5, 14],
    ] as const) {
      const demand = countDistribution(mean, variance)
      // Steps for each pack of the larger would not end within years.
      for (const packs of [2000, 2 ** 31 - 1, 2 ** 44]) {
        expect(packs - demand.shortfall(packs)).to.be.closeTo(mean, 0.01)
      }
      expect(demand.shortfall(2 ** 31 - 0.5) - demand.shortfall(2 ** 31 - 1)).to.equal(0.5)
    }
  })

  it('falls from one to nothing', () => {
    const numbers = fc.record({
      mean: fc.double({ min: 0, max: 5000, noNaN: true }),
      dispersion: fc.double({ min: 1, max: 30, noNaN: true }),
      packs: fc.double({ min: -5, max: 10_000, noNaN: true }),
      more: fc.double({ min: 0, max: 100, noNaN: true }),
    })
    fc.assert(
      fc.property(numbers, ({ mean, dispersion, packs, more }) => {
        const demand = countDistribution(mean, mean * dispersion)
        const chance = demand.exceeds(packs)
        expect(chance).to.be.within(-1e-9, 1 + 1e-9)
        expect(demand.exceeds(packs + more)).to.be.at.most(chance + 1e-3)
        expect(demand.exceeds(-1)).to.be.closeTo(1, 1e-6)
        expect(demand.shortfall(packs)).to.be.within(0, Math.max(0, packs) + demand.shortfall(0) + 1e-6)
      }),
    )
  })
})
