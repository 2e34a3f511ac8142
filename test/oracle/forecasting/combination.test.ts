import { expect } from 'chai'
import fc from 'fast-check'
import { accuracyOf, naiveScale } from '../../../oracle/forecasting/accuracy/accuracy.ts'
import {
  levels,
  quantilesAround,
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
import { normals } from './madeDemand.ts'

const trial = (actual: readonly (number | null)[], good: number, bad: number) => ({
  actual,
  forecasts: new Map([
    ['good', actual.map((value) => (value ?? 0) + good)],
    ['bad', actual.map((value) => (value ?? 0) + bad)],
  ]),
  naive: actual.map(() => 0),
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
  it('hold the share that they name, of exchangeable errors', () => {
    const normal = normals(11)
    const draw = () => Array.from({ length: 6 }, () => normal())
    const residuals = Array.from({ length: 50 }, () => Array.from({ length: 6 }, draw))
    const scales = scalesOf(residuals, new Array(50).fill(1), 0)
    const spread = spreadOf(residuals, scales, 0)
    let within = 0
    for (let index = 0; index < 50; index++) {
      const rows = quantilesAround(new Array(40).fill(0), scales[index] as number, spread)
      for (const row of rows) {
        const value = normal()
        if (value >= (row[1] as number) && value <= (row[5] as number)) within++
      }
    }
    expect(within / 2000).to.be.within(0.76, 0.84)
  })

  it('never cross, and hold the point in their middle', () => {
    const residual = fc.double({ min: -100, max: 100, noNaN: true })
    fc.assert(
      fc.property(
        fc.array(residual, { maxLength: 60 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (all, growth) => {
          const residuals = [[all]]
          const scales = scalesOf(residuals, [1], growth)
          const rows = quantilesAround([5, 6], scales[0] as number, spreadOf(residuals, scales, growth))
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
