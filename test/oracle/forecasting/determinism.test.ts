import { expect } from 'chai'
import { originsBefore } from '../../../oracle/forecasting/combination/backtest.ts'
import { forecastTable } from '../../../oracle/forecasting/forecastTable.ts'
import { formOf } from '../../../oracle/forecasting/history/prepare.ts'
import { tryMethods } from '../../../oracle/forecasting/parallel/tryMethods.ts'
import { type Setting, type Task, trySeries } from '../../../oracle/forecasting/parallel/trySeries.ts'
import { monthly, normals, seasonalDemand, seriesOf } from './madeDemand.ts'

const HORIZON = 6
const MONTHS = 66

/** Demand with a season, with zeros, and with gaps and stock-outs. */
const historyOf = (seed: number) => {
  const values = seasonalDemand(MONTHS, 90 * seed, 0.08, seed)
  if (seed % 3 === 1) return seriesOf(`product ${seed}`, values)
  if (seed % 3 === 2) {
    const normal = normals(seed)
    return seriesOf(
      `product ${seed}`,
      values.map((value) => (normal() > 0.3 ? Math.round(value) : 0)),
    )
  }
  return seriesOf(
    `product ${seed}`,
    values.map((value, month) => (month % 11 === 5 ? null : value)),
    [20, 21, 50],
  )
}

const histories = Array.from({ length: 42 }, (_, index) => historyOf(index + 1))

describe('what nodes compute apart', () => {
  const setting: Setting = {
    horizon: HORIZON,
    before: originsBefore(HORIZON, 4),
    past: null,
    now: null,
  }
  const tasks = histories.map((series): Task => ({ series, form: formOf(series, 12, null), gap: 0 }))

  it('is the same to the bit in a thread of its own and without threads', async () => {
    const inThreads = await tryMethods(tasks, setting)
    for (const [index, task] of tasks.entries())
      expect(inThreads[index], task.series.name).to.deep.equal(trySeries(task, setting))
  })

  it('of one history is the same to the bit whatever was forecast before it', async () => {
    const alone = async (index: number) =>
      forecastTable(monthly(histories[index] as (typeof histories)[number]), { horizon: HORIZON })
    const first = [await alone(0), await alone(1), await alone(2)]
    await forecastTable(monthly(...histories.slice(3, 12)), { horizon: 12 })
    expect([await alone(0), await alone(1), await alone(2)]).to.deep.equal(first)
  })

  it('of one product by each method and by seasonal naive does not depend on where the others stand', async () => {
    const table = monthly(...histories.slice(0, 12))
    const turned = { ...table, series: table.series.toReversed() }
    const [one, other] = [
      await forecastTable(table, { horizon: HORIZON }),
      (await forecastTable(turned, { horizon: HORIZON })).toReversed(),
    ]
    expect(other.map(({ naive }) => naive.point)).to.deep.equal(one.map(({ naive }) => naive.point))
    for (const [index, { combination }] of one.entries()) {
      for (const [step, value] of combination.point.entries())
        expect(other[index]?.combination.point[step]).to.be.closeTo(value, 1e-9 * (1 + value))
    }
  })
})
