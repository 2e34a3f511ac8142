import { expect } from 'chai'
import { completeHistory } from '../../../oracle/forecasting/history/completeHistory.ts'
import { withoutIsolatedPeriods } from '../../../oracle/forecasting/history/isolatedPeriods.ts'
import { withoutLevelShift } from '../../../oracle/forecasting/history/levelShift.ts'
import { seasonalIndices } from '../../../oracle/forecasting/history/seasonalIndices.ts'
import { sharedProfile } from '../../../oracle/forecasting/history/sharedProfile.ts'
import { dayOf, periodOf, periodText } from '../../../sdk/planning/calendar.ts'
import { normals, seasonalDemand, seriesOf } from './madeDemand.ts'

describe('histories', () => {
  it('the index of each place in the season, from a straight line and a season', () => {
    const season = [3, -1, -2, 0]
    const values = Array.from({ length: 24 }, (_, time) => 10 + 2 * time + (season[time % 4] as number))
    for (const [place, index] of seasonalIndices(values, 4).entries())
      expect(index).to.be.closeTo(season[place] as number, 1e-9)
  })

  it('a gap takes the season of its month', () => {
    const whole = seasonalDemand(60, 100, 0, 1)
    const values = whole.map((value, month) => (month === 30 || month === 36 ? null : value))
    const filled = completeHistory(seriesOf('a', values), 12)
    for (const month of [30, 36]) expect(filled[month]).to.be.closeTo(whole[month] as number, 8)
    expect(filled[29]).to.equal(whole[29])
  })

  it('a stock-out is filled up to demand, and never below what was sold', () => {
    const whole = seasonalDemand(60, 100, 0, 1)
    const values = whole.map((value, month) => (month === 40 ? 0 : month === 41 ? 500 : value))
    const filled = completeHistory(seriesOf('a', values, [40, 41]), 12)
    expect(filled[40]).to.be.closeTo(whole[40] as number, 10)
    expect(filled[41]).to.equal(500)
  })

  it('a history that is censored throughout stands as it is', () => {
    expect(completeHistory(seriesOf('a', [1, 2, null], [0, 1, 2]), 12)).to.deep.equal([1, 2, 0])
  })

  it('a lasting change of level is moved, and nothing else', () => {
    const normal = normals(5)
    const logarithms = Array.from({ length: 72 }, (_, month) => 5 + (month >= 50 ? 0.8 : 0) + 0.05 * normal())
    const moved = withoutLevelShift(logarithms, 12)
    expect((moved[0] as number) - (logarithms[0] as number)).to.be.closeTo(0.8, 0.1)
    expect(moved.slice(50)).to.deep.equal(logarithms.slice(50))
  })

  it('noise, growth, a season and a single odd month are no change of level', () => {
    const normal = normals(6)
    const noise = Array.from({ length: 72 }, () => 0.3 * normal())
    const growth = Array.from({ length: 72 }, (_, month) => 0.03 * month + 0.02 * normal())
    const season = seasonalDemand(72, 100, 0.02, 7).map(Math.log)
    const odd = season.map((value, month) => (month === 60 ? value + 2 : value))
    for (const values of [noise, growth, season, odd]) expect(withoutLevelShift(values, 12)).to.equal(values)
  })

  it('a single period far from its neighbours is drawn in, the last one too; two in a row stay', () => {
    const normal = normals(8)
    const calm = Array.from({ length: 60 }, () => 5 + 0.1 * normal())
    expect(withoutIsolatedPeriods(calm, 1, 0.05)).to.equal(calm)
    for (const odd of [0, 30, 59]) {
      const drawn = withoutIsolatedPeriods(calm.with(odd, 1), 1, 0.05)
      expect(drawn[odd]).to.be.within(4.5, 5)
      expect(drawn.with(odd, 0)).to.deep.equal(calm.with(odd, 0))
    }
    for (const odd of [30, 58]) {
      const level = calm.with(odd, 1).with(odd + 1, 1.1)
      expect(withoutIsolatedPeriods(level, 1, 0.05)).to.equal(level)
    }
    const few = [5, 5, 5, 5, 1]
    expect(withoutIsolatedPeriods(few, 1, 0.05)).to.equal(few)
  })

  it('neither the peak of a season nor what counts vary by stands out', () => {
    const season = Array.from({ length: 60 }, (_, month) => (month % 12 === 5 ? 3 : 0) + 0.001 * (month % 5))
    expect(withoutIsolatedPeriods(season, 12, 0.05)).to.equal(season)
    const alike = new Array<number>(30).fill(9).with(20, 15)
    expect(withoutIsolatedPeriods(alike, 1, 3)).to.equal(alike)
    expect(withoutIsolatedPeriods(alike, 1, 0.1)[20]).to.be.closeTo(9.2, 1e-9)
  })

  it('products share their season, starting after the table', () => {
    const table = [1, 2, 3].map((seed) => seriesOf(String(seed), seasonalDemand(50, 100 * seed, 0.01, seed)))
    const profile = sharedProfile(table, 12)
    // Month 50 is the third of its year, and January the peak.
    expect(profile?.[0]).to.be.closeTo(0.2 * Math.cos((2 * Math.PI * 2) / 12), 0.02)
    expect(profile?.[10]).to.be.closeTo(0.2, 0.02)
    expect(sharedProfile(table.slice(1), 12)).to.equal(null)
  })
})

describe('the calendar of demand', () => {
  it('numbers consecutive periods consecutively', () => {
    const day = dayOf(2024, 2, 29) as number
    expect(periodText(periodOf(day, 'daily') + 1, 'daily')).to.equal('2024-03-01')
    expect(periodText(periodOf(day, 'monthly') + 1, 'monthly')).to.equal('2024-03')
    // 29 February 2024 was a Thursday.
    expect(periodText(periodOf(day, 'weekly'), 'weekly')).to.equal('2024-02-26')
    expect(periodText(periodOf(day + 4, 'weekly'), 'weekly')).to.equal('2024-03-04')
  })

  it('knows which days there are', () => {
    expect(dayOf(2023, 2, 29)).to.equal(null)
    expect(dayOf(2023, 13, 1)).to.equal(null)
    expect(dayOf(1970, 1, 1)).to.equal(0)
    expect(dayOf(20240, 1, 1)).to.equal(null)
  })
})
