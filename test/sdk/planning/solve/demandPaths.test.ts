import { expect } from 'chai'
import { seededRandom } from '../../../../oracle/models/random.ts'
import { type DemandPath, demandPaths } from '../../../../sdk/planning/solve/demandPaths.ts'
import { expectedOutdating } from '../../../../sdk/planning/solve/outdating.ts'
import { daily, daysOfMonth, LEVELS, MONTH, monthly, TODAY } from './made.ts'

/** Mean and variance of the mixture of all ranks. */
function momentsOf(paths: readonly DemandPath[], days: number) {
  const sum = (of: (path: DemandPath) => number) =>
    paths.reduce((total, path) => total + path.weight * of(path), 0)
  const mean = sum((path) => path.mean(days))
  return { mean, variance: sum((path) => path.variance(days) + (path.mean(days) - mean) ** 2) }
}

const NORMAL = [-1.95996, -1.28155, -0.67449, 0, 0.67449, 1.28155, 1.95996]

describe('demand to come', () => {
  it('has the mean and the spread of the forecast over a whole period', () => {
    for (const [mean, deviation] of [
      [1000, 200],
      [60, 15],
      [40, 6.4],
    ] as const) {
      const paths = demandPaths(monthly(NORMAL.map((score) => mean + deviation * score)), TODAY, 60)
      const moments = momentsOf(paths, daysOfMonth)
      expect(moments.mean).to.be.closeTo(mean, 0.01 * mean)
      expect(Math.sqrt(moments.variance)).to.be.closeTo(
        Math.max(deviation, Math.sqrt(mean)),
        0.12 * deviation,
      )
    }
  })

  it('adds up over periods, each with its own days', () => {
    const row = (packs: number) => LEVELS.map(() => 1000 * packs)
    const forecast = { ...monthly([0]), quantiles: [row(30), row(62)] }
    const [path] = demandPaths(forecast, TODAY, 400)
    expect(path?.mean(10)).to.be.closeTo(10, 1e-9)
    expect(path?.mean(30)).to.be.closeTo(30, 1e-9)
    expect(path?.mean(31)).to.be.closeTo(32, 1e-9)
    expect(path?.mean(61)).to.be.closeTo(92, 1e-9)
    expect(path?.mean(91)).to.be.closeTo(152, 1e-9)
  })

  it('starts within a period', () => {
    const [path] = demandPaths({ ...daily(3, 5), firstPeriod: TODAY - 3 }, TODAY, 10)
    expect(path?.mean(4)).to.be.closeTo(12, 1e-9)
    const half = demandPaths({ ...monthly([30, 30, 30, 30, 30, 30, 30]), firstPeriod: MONTH }, TODAY + 15, 10)
    expect(half[0]?.mean(10)).to.be.closeTo(10, 1e-9)
  })

  it('takes all spread of intermittent demand for that of counts', () => {
    const paths = demandPaths(monthly([0, 0, 0, 0, 4, 10, 16]), TODAY, 60)
    expect(paths).to.have.length(1)
    expect((paths[0] as DemandPath).variance(10)).to.be.greaterThan(4 * (paths[0] as DemandPath).mean(10))
  })
})

describe('packs that are expected to expire', () => {
  const [path] = demandPaths(daily(1, 60), TODAY, 60) as [DemandPath]

  it('are those that demand does not take until then', () => {
    const outdating = expectedOutdating(path, [{ days: 10, packs: 14 }])
    expect(outdating(9)).to.equal(0)
    // E[(14 − N)⁺] for a Poisson count with mean 10.
    expect(outdating(10)).to.be.closeTo(4.18694, 1e-4)
    expect(outdating(99)).to.equal(outdating(10))
  })

  it('are no more than in a simulation of several lots, and not far less', () => {
    const stock = [
      { days: 5, packs: 6 },
      { days: 9, packs: 6 },
      { days: 16, packs: 5 },
    ]
    const random = seededRandom(5)
    const runs = 20_000
    let lost = 0
    for (let run = 0; run < runs; run++) {
      const left = stock.map(({ packs }) => packs)
      const wait = () => -Math.log(1 - random())
      let day = wait()
      while (day < 16) {
        const lot = stock.findIndex(({ days }, index) => days > day && (left[index] as number) > 0)
        if (lot !== -1) left[lot] = (left[lot] as number) - 1
        day += wait()
      }
      lost += left.reduce((sum, packs) => sum + packs, 0)
    }
    const expected = expectedOutdating(path, stock)(16)
    expect(expected).to.be.at.most(lost / runs + 0.05)
    expect(expected).to.be.at.least(0.75 * (lost / runs))
  })
})
