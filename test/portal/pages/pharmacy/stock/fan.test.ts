import { expect } from 'chai'
import { fanOf, intervalsOf, periodName } from '../../../../../portal/pages/pharmacy/stock/fan.ts'
import { dayOf, periodOf } from '../../../../../sdk/planning/calendar.ts'
import type { DemandHistory } from '../../../../../sdk/planning/history.ts'
import { forecastOf, TODAY } from '../../../../sdk/planning/support/standings.ts'

const about = { id: 'fan', subject: 'a product' }
const forecast = forecastOf(20, { quantiles: [[5_000, 20_500, 31_000]] })
const historyFrom = (firstPeriod: number, values: (number | null)[]): DemandHistory => ({
  format: 'salus-demand/1',
  frequency: 'daily',
  firstPeriod,
  values,
  censored: values.map((value) => value === 0),
  chainFrom: TODAY,
})

describe('the fan of a forecast', () => {
  it('goes on from the history, in packs, with intervals named by what they hold', () => {
    const fan = fanOf(forecast, historyFrom(TODAY - 3, [9, null, 0]), about)
    expect(fan.history).to.deep.equal([9, null, 0])
    expect(fan.censored).to.deep.equal([2])
    expect(fan.forecast).to.deep.equal([{ middle: 20.5, intervals: [[5, 31]] }])
    expect(fan.intervalLabels).to.deep.equal(['80%'])
    expect(fan.periods).to.deep.equal(['Oct 1', 'Oct 2', 'Oct 3', 'Oct 4'])
  })

  it('leaves empty what is not known between history and forecast, and leaves off what came after', () => {
    expect(fanOf(forecast, historyFrom(TODAY - 3, [9]), about).history).to.deep.equal([9, null, null])
    expect(fanOf(forecast, historyFrom(TODAY - 1, [9, 8]), about).history).to.deep.equal([9])
    expect(fanOf(forecast, historyFrom(TODAY + 5, [9]), about).history).to.deep.equal([])
    expect(fanOf(forecast, null, about).history).to.deep.equal([])
  })

  it('shows the last of a long history alone', () => {
    const long = Array.from({ length: 3_660 }, (_, index) => index)
    expect(fanOf(forecast, historyFrom(TODAY - 3_660, long), about).history).to.deep.equal(long.slice(-24))
  })

  it('makes intervals of levels in pairs, the widest first, and of none that stand alone', () => {
    const widths = intervalsOf({ levels: [25, 100, 300, 500, 900, 975] }).map(({ label }) => label)
    expect(widths).to.deep.equal(['95%', '80%'])
    expect(
      fanOf(forecastOf(20, { levels: [100, 300, 600], quantiles: [[1, 2_000, 3]] }), null, about),
    ).to.deep.include({
      intervalLabels: [],
      forecast: [{ middle: 2, intervals: [] }],
    })
  })

  it('names a month by its name and any other period by its first day, wherever the reader is', () => {
    const day = dayOf(2026, 3, 1) ?? 0
    expect(periodName(periodOf(day, 'monthly'), 'monthly')).to.equal('Mar 2026')
    expect(periodName(periodOf(day, 'daily'), 'daily')).to.equal('Mar 1, 2026')
    expect(periodName(periodOf(day, 'weekly'), 'weekly')).to.equal('Feb 23, 2026')
  })
})
