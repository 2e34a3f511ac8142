import { expect } from 'chai'
import fc from 'fast-check'
import { accuracyOf, naiveScale } from '../../../oracle/forecasting/accuracy/accuracy.ts'
import { backtest, originsBefore } from '../../../oracle/forecasting/combination/backtest.ts'
import {
  levels,
  type Origins,
  quantilesAround,
  type Scale,
  type Spread,
  scalesOf,
  spreadOf,
} from '../../../oracle/forecasting/combination/conformal.ts'
import { combinationSettings } from '../../../oracle/forecasting/combination/settings.ts'
import {
  combine,
  pooledErrors,
  relativeErrors,
  weightsOf,
} from '../../../oracle/forecasting/combination/weights.ts'
import { formOf, prepare } from '../../../oracle/forecasting/history/prepare.ts'
import { normals, seasonalDemand, seriesOf } from './madeDemand.ts'

const trial = (actual: readonly (number | null)[], good: number, bad: number) => ({
  actual,
  forecasts: new Map([
    ['good', actual.map((value) => (value ?? 0) + good)],
    ['bad', actual.map((value) => (value ?? 0) + bad)],
  ]),
  naive: actual.map(() => 0),
})

describe('the origins of a back-test', () => {
  it('lie half a horizon before the end, then whole ones, none twice', () => {
    expect(originsBefore(12, 5)).to.deep.equal([6, 12, 24, 36, 48])
    expect(originsBefore(3, 3)).to.deep.equal([2, 3, 6])
    expect(originsBefore(1, 4)).to.deep.equal([1, 2, 3, 4])
  })

  it('leave half of the history and enough of it to know the season', () => {
    const trialsOf = (periods: number, horizon: number) => {
      const series = seriesOf('a', seasonalDemand(periods, 100, 0.05, 1))
      const form = formOf(series, 12, null)
      const { season } = prepare(series, form)
      return backtest(series, form, season, horizon, originsBefore(horizon, 5), null).map(
        ({ actual }) => actual.length,
      )
    }
    expect(trialsOf(120, 12)).to.deep.equal([6, 12, 12, 12, 12])
    expect(trialsOf(60, 12)).to.deep.equal([6, 12, 12])
    // Of the 22 periods that the fourth origin would leave, two whole seasons cannot be known.
    expect(trialsOf(40, 6)).to.deep.equal([3, 6, 6])
    expect(trialsOf(8, 8)).to.deep.equal([4])
    expect(trialsOf(5, 4)).to.deep.equal([])
  })
})

describe('the combination', () => {
  it('gives the method that erred less the more weight, and all weights add up to one', () => {
    const errors = relativeErrors([trial([5, 6], 1, 3), trial([7, null], 1, 3)], false)
    expect(errors.get('good')).to.deep.equal([0.5, 0.5])
    const weights = weightsOf(['good', 'bad'], errors, pooledErrors([errors]), combinationSettings)
    expect(weights.get('good')).to.be.closeTo(0.75, 1e-9)
    expect([...weights.values()].reduce((sum, weight) => sum + weight, 0)).to.be.closeTo(1, 1e-12)
  })

  it('trusts a series more, the more origins it has, and all series where it has none', () => {
    const others = relativeErrors([trial([5], 3, 1)], false)
    const own = relativeErrors(new Array(20).fill(trial([5], 1, 3)), false)
    const pool = pooledErrors([others])
    const alone = weightsOf(['good', 'bad'], new Map(), pool, combinationSettings)
    const many = weightsOf(['good', 'bad'], own, pool, combinationSettings)
    expect(alone.get('good')).to.be.closeTo(0.25, 1e-9)
    expect(many.get('good')).to.be.above(0.5)
  })

  it('leaves out the origin that a weight is for', () => {
    const errors = relativeErrors([trial([5], 1, 3), trial([5], 3, 1)], false)
    const without = weightsOf(['good', 'bad'], errors, new Map(), combinationSettings, 1)
    expect(without.get('good')).to.be.above(0.5)
  })

  it('weighs squared errors where demand is rare', () => {
    const errors = relativeErrors([trial([0, 0, 9], 1, 2)], true)
    expect(errors.get('good')).to.deep.equal([1 / 2.5])
  })

  it('is a mean: between the least and the greatest', () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(value, fc.double({ min: 0.01, max: 1, noNaN: true })), {
          minLength: 1,
          maxLength: 6,
        }),
        (given) => {
          const total = given.reduce((sum, [, weight]) => sum + weight, 0)
          const forecasts = new Map(given.map(([said], index) => [String(index), [said]]))
          const weights = new Map(given.map(([, weight], index) => [String(index), weight / total]))
          const [mean = 0] = combine(forecasts, weights, 1)
          const all = given.map(([said]) => said)
          expect(mean).to.be.within(Math.min(...all) - 1e-3, Math.max(...all) + 1e-3)
        },
      ),
    )
  })
})

describe('quantiles by conformal residuals', () => {
  const apartFrom = (count: number, horizon: number): Origins => ({
    before: Array.from({ length: count }, (_, index) => (index + 1) * horizon),
    horizon,
  })
  /** Share of values that the intervals of 80 % around zero hold. */
  const shareWithin = (next: readonly number[][], scales: readonly Scale[], spread: Spread) => {
    const isHeld = next.flatMap((row, index) => {
      const quantiles = quantilesAround(
        row.map(() => 0),
        (scales[index] as Scale).whole,
        spread,
      )
      return row.map((value, step) => {
        const [, low = 0, , , , high = 0] = quantiles[step] as readonly number[]
        return value >= low && value <= high
      })
    })
    return isHeld.filter((held) => held).length / isHeld.length
  }

  it('hold the share that they name, of exchangeable errors', () => {
    const normal = normals(11)
    const draw = () => Array.from({ length: 6 }, () => normal())
    const residuals = Array.from({ length: 50 }, () => Array.from({ length: 6 }, draw))
    const scales = scalesOf(residuals, new Array(50).fill(1), 0, apartFrom(6, 6))
    const spread = spreadOf(residuals, scales, 0)
    let within = 0
    for (let index = 0; index < 50; index++) {
      const rows = quantilesAround(new Array(40).fill(0), (scales[index] as Scale).whole, spread)
      for (const row of rows) {
        const value = normal()
        if (value >= (row[1] as number) && value <= (row[5] as number)) within++
      }
    }
    expect(within / 2000).to.be.within(0.76, 0.84)
  })

  it('measure each residual by a scale in which nothing of its time had a part', () => {
    const calm = new Array<number>(6).fill(1)
    const upset = new Array<number>(6).fill(9)
    const scale = (before: readonly number[], ...rows: readonly (readonly number[])[]) =>
      scalesOf([rows], [0], 0, { before, horizon: 6 })[0] as Scale
    const apart = scale([6, 12], upset, calm)
    expect(apart.apart[0]).to.be.below(apart.apart[1] as number)
    expect(apart.apart[0]).to.equal(scale([6], calm).whole)
    // Origins three periods apart share half of their periods: neither tells of the other.
    expect(scale([3, 6], upset, calm).apart).to.deep.equal([0, 0])
  })

  it('hold more of what comes when all errors of one time go together', () => {
    const normal = normals(12)
    const [series, origins, horizon] = [40, 5, 6]
    const held = { apart: 0, together: 0 }
    const times = 40
    for (let time = 0; time < times; time++) {
      const rows = Array.from({ length: origins + 1 }, () => {
        const shock = Math.exp(0.5 * normal())
        return Array.from({ length: series }, () => Array.from({ length: horizon }, () => shock * normal()))
      })
      const [next = [], ...past] = rows
      const residuals = next.map((_, index) => past.map((row) => row[index] as number[]))
      const apart = scalesOf(residuals, new Array(series).fill(1), 0, apartFrom(origins, horizon))
      const together = apart.map(({ whole }) => ({ whole, apart: new Array<number>(origins).fill(whole) }))
      held.apart += shareWithin(next, apart, spreadOf(residuals, apart, 0)) / times
      held.together += shareWithin(next, together, spreadOf(residuals, together, 0)) / times
    }
    expect(held.apart).to.be.above(held.together).and.to.be.within(0.76, 0.84)
  })

  it('never cross, and hold the point in their middle', () => {
    const residual = fc.double({ min: -100, max: 100, noNaN: true })
    fc.assert(
      fc.property(
        fc.array(residual, { maxLength: 60 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (all, growth) => {
          const residuals = [[all]]
          const scales = scalesOf(residuals, [1], growth, apartFrom(1, 60))
          const { whole } = scales[0] as Scale
          const rows = quantilesAround([5, 6], whole, spreadOf(residuals, scales, growth))
          for (const [step, row] of rows.entries()) {
            expect(row).to.have.length(levels.length)
            expect(row.every((value, index) => index === 0 || value >= (row[index - 1] as number))).to.equal(
              true,
            )
            expect(row[3]).to.equal([5, 6][step])
          }
        },
      ),
    )
  })
})

describe('accuracy', () => {
  const flat = (value: number) => new Array<number>(levels.length).fill(value)

  it('is what the definitions say', () => {
    const accuracy = accuracyOf([
      { actual: [10, null, 20], point: [12, 99, 16], quantiles: [flat(12), flat(99), flat(16)], scale: 4 },
    ])
    expect(accuracy.mase).to.equal(0.75)
    expect(accuracy.wape).to.equal(0.2)
    expect(accuracy.smape).to.be.closeTo((4 / 22 + 8 / 36) / 2, 1e-12)
    // At levels that add up to half their number a flat fan costs half of the absolute error, doubled.
    expect(accuracy.pinball).to.be.closeTo(0.75, 1e-12)
    expect([accuracy.coverage80, accuracy.coverage95, accuracy.values]).to.deep.equal([0, 0, 2])
  })

  it('counts what lies within', () => {
    const row = [1, 2, 3, 4, 5, 6, 7]
    const accuracy = accuracyOf([
      { actual: [4, 6.5, 9], point: [4, 4, 4], quantiles: [row, row, row], scale: 1 },
    ])
    expect(accuracy.coverage80).to.be.closeTo(1 / 3, 1e-12)
    expect(accuracy.coverage95).to.be.closeTo(2 / 3, 1e-12)
  })

  it('is undefined, not infinite, for zeros and for nothing', () => {
    const zeros = accuracyOf([{ actual: [0], point: [0], quantiles: [flat(0)], scale: 0 }])
    expect([zeros.mase, zeros.wape, zeros.smape, zeros.coverage80]).to.deep.equal([null, null, 0, 1])
    expect(accuracyOf([]).smape).to.equal(null)
  })

  it('takes its unit from changes over a season that are known at both ends', () => {
    expect(naiveScale([1, 2, 4, null, 5, 8], 2)).to.equal((3 + 1) / 2)
    expect(naiveScale([1, 2], 2)).to.equal(null)
  })
})
