import { expect } from 'chai'
import fc from 'fast-check'
import { levels } from '../../../oracle/forecasting/combination/conformal.ts'
import { forecastTable } from '../../../oracle/forecasting/forecastTable.ts'
import { quantiseForecast } from '../../../oracle/forecasting/quantise.ts'
import { demandForecastSchema } from '../../../sdk/planning/demandForecast.ts'
import { expectError } from '../../helpers/expectError.ts'
import { monthly, seasonalDemand, seriesOf } from './madeDemand.ts'

const subject = {
  policyId: `0x${'11'.repeat(32)}`,
  period: 3,
  historyHash: `0x${'22'.repeat(32)}`,
  frequency: 'monthly' as const,
  firstPeriod: 660,
}

const flat = (value: number): readonly number[] => new Array<number>(levels.length).fill(value)

describe('a quantised forecast', () => {
  it('is what was forecast, in whole thousandths', async () => {
    const [pair] = await forecastTable(monthly(seriesOf('a', seasonalDemand(60, 100, 0.05, 1))), {
      horizon: 4,
    })
    const quantiles = pair?.combination.quantiles as readonly (readonly number[])[]
    const made = quantiseForecast({ quantiles }, subject)
    expect(demandForecastSchema.parse(made)).to.deep.equal(made)
    expect(made).to.include(subject).and.to.include({ format: 'salus-forecast/1' })
    expect(made.levels).to.deep.equal([25, 100, 250, 500, 750, 900, 975])
    expect(made.quantiles).to.have.length(4)
    for (const [step, row] of made.quantiles.entries())
      for (const [index, value] of row.entries())
        expect(value / 1000).to.be.closeTo(quantiles[step]?.[index] as number, 0.0005)
  })

  it('never falls within a row and is never below zero, whatever is given', () => {
    const value = fc.double({ min: -1e6, max: 1e9, noNaN: true })
    fc.assert(
      fc.property(
        fc.array(fc.array(value, { minLength: 7, maxLength: 7 }), { minLength: 1, maxLength: 5 }),
        (quantiles) => {
          for (const row of quantiseForecast({ quantiles }, subject).quantiles) {
            expect(row.every((own) => Number.isSafeInteger(own) && own >= 0 && !Object.is(own, -0))).to.equal(
              true,
            )
            expect(row).to.deep.equal(row.toSorted((one, other) => one - other))
          }
        },
      ),
    )
  })

  it('is refused where it cannot be signed', async () => {
    for (const quantiles of [
      [flat(Number.NaN)],
      [flat(Number.POSITIVE_INFINITY)],
      [flat(2 ** 31 + 1)],
      new Array(1001).fill(flat(1)),
      [],
    ])
      await expectError(
        () => quantiseForecast({ quantiles }, subject),
        'FORECAST_INVALID',
        /than can be signed/,
      )
  })
})
