import { expect } from 'chai'
import { accuracyOf } from '../../../oracle/forecasting/accuracy/accuracy.ts'
import { holdOut } from '../../../oracle/forecasting/accuracy/holdOut.ts'
import { type ForecastPair, forecastTable } from '../../../oracle/forecasting/forecastTable.ts'
import { selectProducts } from '../../../oracle/forecasting/selectProducts.ts'
import { type DemandTable, until } from '../../../oracle/forecasting/series.ts'
import { loadRuntime } from '../../../oracle/runtime/tensorflow.ts'
import { expectError } from '../../helpers/expectError.ts'
import { meanError, monthly, normals, seasonalDemand, seriesOf } from './madeDemand.ts'

const loadTensorFlow = async () => (await loadRuntime('wasm')).tf

const products = (count: number, periods: number, noise = 0.05): DemandTable =>
  monthly(
    ...Array.from({ length: count }, (_, index) =>
      seriesOf(`product ${index}`, seasonalDemand(periods, 100 * (index + 1), noise, index + 1)),
    ),
  )

const only = async (table: DemandTable, horizon: number): Promise<ForecastPair> =>
  (await forecastTable(table, { horizon }))[0] as ForecastPair

describe('forecasting a table', () => {
  it('beats seasonal naive on growth with a season, and its intervals hold about what they claim', async () => {
    const held = await holdOut(products(20, 96), 12, {})
    const combination = accuracyOf(held.map((own) => own.combination))
    const naive = accuracyOf(held.map((own) => own.naive))
    expect(combination.mase as number).to.be.below(0.9 * (naive.mase as number))
    expect(combination.pinball as number).to.be.below(naive.pinball as number)
    expect(combination.coverage80).to.be.within(0.7, 0.92)
    expect(combination.coverage95).to.be.within(0.88, 1)
  })

  it('uses nothing of the hold-out', async () => {
    const table = products(3, 80)
    const changed = {
      ...table,
      series: table.series.map((series) => ({
        ...series,
        values: series.values.map((value, period) => (period < 68 ? value : 7 * (value as number))),
      })),
    }
    const [one, other] = [await holdOut(table, 12, {}), await holdOut(changed, 12, {})]
    expect(other.map(({ forecast }) => forecast)).to.deep.equal(one.map(({ forecast }) => forecast))
  })

  it('gives a network its share across products, and the same bits twice', async () => {
    const table = products(42, 84)
    const forecasts = await forecastTable(table, { horizon: 6, loadTensorFlow })
    expect(forecasts).to.have.length(42)
    for (const { combination } of forecasts) {
      expect([...combination.weights.keys()]).to.include('network')
      expect([...combination.weights.values()].reduce((sum, weight) => sum + weight, 0)).to.be.closeTo(
        1,
        1e-9,
      )
    }
    expect(await forecastTable(table, { horizon: 6, loadTensorFlow })).to.deep.equal(forecasts)
  })

  it('says how far it has come', async () => {
    const steps: number[] = []
    await forecastTable(products(3, 60), {
      horizon: 3,
      onProgress: (done, total) => steps.push(done / total),
    })
    expect(steps.at(-1)).to.equal(1)
    expect(steps).to.deep.equal(steps.toSorted((one, other) => one - other))
  })

  it('missing months change little', async () => {
    const whole = seasonalDemand(96, 500, 0.02, 4)
    const gaps = whole.slice(0, 84).map((value, month) => (month % 7 === 3 || month > 81 ? null : value))
    const { combination } = await only(monthly(seriesOf('a', gaps)), 12)
    expect(meanError(combination.point, whole.slice(84))).to.be.below(0.08)
  })

  it('a stock-out or a recall that is marked does not count as demand', async () => {
    const whole = seasonalDemand(96, 500, 0.02, 5)
    const out = [79, 80, 81, 82, 83]
    const sold = whole.slice(0, 84).map((value, month) => (out.includes(month) ? 0 : value))
    const marked = await only(monthly(seriesOf('a', sold, out)), 12)
    const unmarked = await only(monthly(seriesOf('a', sold)), 12)
    const actual = whole.slice(84)
    expect(meanError(marked.combination.point, actual)).to.be.below(0.1)
    expect(meanError(unmarked.combination.point, actual)).to.be.above(0.3)
  })

  it('follows a change of level', async () => {
    const whole = seasonalDemand(96, 500, 0.03, 6).map((value, month) => (month >= 72 ? 2.2 * value : value))
    const { combination, naive } = await only(monthly(seriesOf('a', whole.slice(0, 80))), 12)
    expect(meanError(combination.point, whole.slice(80, 92))).to.be.below(0.15)
    expect(meanError(naive.point, whole.slice(80, 92))).to.be.above(0.2)
  })

  it('a new product takes the season of the others', async () => {
    const table = products(5, 96, 0.02)
    const whole = seasonalDemand(108, 900, 0.02, 9)
    const fresh = seriesOf(
      'new',
      whole.map((value, month) => (month < 88 ? null : value)),
    )
    const given = until(monthly(...table.series, { ...fresh, values: fresh.values.slice(0, 96) }), 96)
    const forecasts = await forecastTable(given, { horizon: 12 })
    const said = forecasts.at(-1)?.combination.point as readonly number[]
    expect(meanError(said, whole.slice(96))).to.be.below(0.12)
    // The peak is in the first month of the year: the 96th has been one.
    expect((said[0] as number) / (said[6] as number)).to.be.above(1.2)
  })

  it('zeros stay zero, and a constant that is no count stays itself', async () => {
    const table = monthly(
      seriesOf('zeros', new Array<number>(48).fill(0)),
      seriesOf('constant', new Array<number>(48).fill(7.5)),
      ...products(3, 48).series,
    )
    const [zeros, constant] = await forecastTable(table, { horizon: 6 })
    expect(zeros?.combination.quantiles.flat().every((value) => value === 0)).to.equal(true)
    for (const value of constant?.combination.quantiles.flat() ?? [0]) expect(value).to.be.closeTo(7.5, 1e-6)
  })

  it('rare demand gets its mean and no quantile below zero', async () => {
    const normal = normals(8)
    const values = Array.from({ length: 72 }, (_, month) =>
      month % 3 === 1 ? Math.round(30 + 5 * normal()) : 0,
    )
    const { combination } = await only(monthly(seriesOf('rare', values)), 12)
    expect([...combination.weights.keys()].sort()).to.deep.equal(['Croston', 'TSB', 'recent mean'])
    for (const value of combination.point) expect(value).to.be.within(6, 14)
    expect(combination.quantiles.flat().every((value) => value >= 0)).to.equal(true)
  })

  it('weeks and days have seasons of their own', async () => {
    const week = [1, 1.1, 1.2, 1.1, 1.3, 0.5, 0.2]
    const days = Array.from({ length: 140 }, (_, day) => 200 * (week[day % 7] as number))
    const daily = { frequency: 'daily' as const, firstPeriod: 20_000, series: [seriesOf('a', days)] }
    const said = (await only(daily, 14)).combination.point
    expect(meanError(said, days.slice(0, 14))).to.be.below(0.05)
    const weekly = { ...daily, frequency: 'weekly' as const }
    expect((await only(weekly, 4)).combination.point.every(Number.isFinite)).to.equal(true)
  })

  it('refuses a horizon that is none, or longer than the history', async () => {
    const table = products(1, 20)
    for (const horizon of [0, -1, 1.5, Number.NaN])
      await expectError(() => forecastTable(table, { horizon }), 'FORECAST_INVALID', /whole number/)
    await expectError(
      () => forecastTable(table, { horizon: 21 }),
      'FORECAST_INVALID',
      /longer than the history of 20/,
    )
  })

  it('leaves out products of which too little is known, and says why', async () => {
    const fresh = seriesOf('fresh', [...new Array<null>(46).fill(null), 5, 6])
    const young = seriesOf('young', [...new Array<null>(42).fill(null), 5, 6, 7, 8, 7, 6])
    const { table, leftOut } = selectProducts(monthly(...products(1, 48).series, fresh, young), 12)
    expect(table.series.map(({ name }) => name)).to.deep.equal(['product 0'])
    expect(leftOut.map(({ name, reason }) => `${name}: ${reason}`)).to.deep.equal([
      'fresh: 2 known periods are too few; 3 are needed',
      'young: a horizon of 12 is longer than its history of 6',
    ])
    const helped = selectProducts(monthly(...products(3, 48).series, young), 12)
    expect(helped.leftOut).to.deep.equal([])
    await expectError(() => selectProducts(monthly(fresh), 12), 'FORECAST_INVALID', /No product .* too few/)
  })
})
