import { expect } from 'chai'
import fc from 'fast-check'
import { arima, arimaWithDrift } from '../../../oracle/forecasting/methods/arima.ts'
import { croston, tsb } from '../../../oracle/forecasting/methods/croston.ts'
import { decomposition } from '../../../oracle/forecasting/methods/decomposition.ts'
import { holtWinters } from '../../../oracle/forecasting/methods/holtWinters.ts'
import { seasonalNaive } from '../../../oracle/forecasting/methods/seasonalNaive.ts'
import { theta } from '../../../oracle/forecasting/methods/theta.ts'
import { difference, integrate } from '../../../oracle/forecasting/numeric/differences.ts'
import { nelderMead } from '../../../oracle/forecasting/numeric/nelderMead.ts'
import { convolve, stableCoefficients } from '../../../oracle/forecasting/numeric/polynomials.ts'
import { meanError, normals, seasonalDemand } from './madeDemand.ts'

const regular = [holtWinters, theta, arima, arimaWithDrift, decomposition]

describe('forecasting methods', () => {
  it('seasonal naive repeats the last season', () => {
    const values = [1, 2, 3, 4, 5, 6]
    expect(seasonalNaive.forecast({ values, season: 3 }, 5)).to.deep.equal([4, 5, 6, 4, 5])
  })

  for (const method of regular) {
    it(`${method.name} goes on with growth and season where there is no noise`, () => {
      const all = seasonalDemand(132, 1000, 0, 1)
      const values = all.slice(0, 120).map(Math.log)
      const said = method.forecast({ values, season: 12 }, 12).map(Math.exp)
      // A damped trend and half a slope fall behind growth on purpose.
      expect(meanError(said, all.slice(120))).to.be.below(0.03)
      const naive = meanError(all.slice(108, 120), all.slice(120))
      expect(meanError(said, all.slice(120))).to.be.below(naive)
    })

    it(`${method.name} gives the same bits twice, and finite numbers for any history`, () => {
      const history = fc.record({
        season: fc.constantFrom(1, 4, 7),
        values: fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 30, maxLength: 50 }),
      })
      fc.assert(
        fc.property(history, (given) => {
          const said = method.forecast(given, 5)
          expect(said).to.have.length(5)
          expect(said.every(Number.isFinite)).to.equal(true)
          expect(method.forecast(given, 5)).to.deep.equal(said)
        }),
        { numRuns: 20 },
      )
    })

    it(`${method.name} answers a history that never changes with the same`, () => {
      const said = method.forecast({ values: new Array<number>(40).fill(5), season: 4 }, 6)
      for (const value of said) expect(value).to.be.closeTo(5, 1e-6)
    })
  }

  it('ARIMA finds the coefficient of an autoregression', () => {
    const normal = normals(3)
    const values: number[] = [0]
    for (let time = 1; time < 400; time++) values.push(0.8 * (values[time - 1] as number) + normal())
    // One differencing leaves the level: far ahead the forecast stays near the last value, not at a trend.
    const said = arima.forecast({ values, season: 1 }, 50)
    expect(Math.abs((said[49] as number) - (said[20] as number))).to.be.below(0.5)
  })

  it("Croston's rate with the correction of Syntetos and Boylan", () => {
    // A demand of 6 in every third period: 2 a period, times 1 − α/2 with α from 0.02 to 0.3.
    const values = Array.from({ length: 60 }, (_, time) => (time % 3 === 2 ? 6 : 0))
    const [rate = 0] = croston.forecast({ values, season: 1 }, 1)
    expect(rate).to.be.within(2 * 0.85, 2 * 0.99)
  })

  it('TSB lets a product die away, Croston does not', () => {
    const values = [
      ...Array.from({ length: 40 }, (_, time) => (time % 2 === 0 ? 10 : 0)),
      ...new Array<number>(60).fill(0),
    ]
    const [dying = 0] = tsb.forecast({ values, season: 1 }, 1)
    const [living = 0] = croston.forecast({ values, season: 1 }, 1)
    expect(dying).to.be.below(0.5)
    expect(living).to.be.above(2)
  })

  it('both forecast zero for a product that nobody ever asked for', () => {
    const values = new Array<number>(24).fill(0)
    expect(croston.forecast({ values, season: 12 }, 2)).to.deep.equal([0, 0])
    expect(tsb.forecast({ values, season: 12 }, 2)).to.deep.equal([0, 0])
  })
})

describe('numeric parts of forecasting', () => {
  it('integrate undoes difference', () => {
    const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 40, maxLength: 60 })
    fc.assert(
      fc.property(values, fc.nat(2), fc.nat(1), (all, times, seasonalTimes) => {
        const differenced = difference(all, 5, times, seasonalTimes)
        const following = differenced.slice(-7)
        expect(integrate(all.slice(0, -7), following, 5, times, seasonalTimes)).to.deep.equal(all.slice(-7))
      }),
    )
  })

  it('stable coefficients keep an autoregression from growing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 1, maxLength: 4 }),
        (free) => {
          const coefficients = stableCoefficients(free)
          const values = [1, 1, 1, 1]
          for (let time = 4; time < 3000; time++)
            values.push(
              coefficients.reduce((sum, own, lag) => sum + own * (values[time - 1 - lag] as number), 0),
            )
          expect(Math.abs(values.at(-1) as number)).to.be.below(1000)
        },
      ),
    )
  })

  it('convolve multiplies polynomials', () => {
    expect(convolve([1, -0.5], [1, 0, 2])).to.deep.equal([1, -0.5, 2, -1])
  })

  it('Nelder and Mead find the least of a curved valley', () => {
    const valley = ([x = 0, y = 0]: readonly number[]) => (1 - x) ** 2 + 100 * (y - x * x) ** 2
    const [x = 0, y = 0] = nelderMead(valley, [-1, 1], 0.5, 400)
    expect([x, y].map((value) => value.toFixed(2))).to.deep.equal(['1.00', '1.00'])
    expect(nelderMead(valley, [], 1, 10)).to.deep.equal([])
  })
})
