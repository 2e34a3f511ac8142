import { expect } from 'chai'
import fc from 'fast-check'
import { accuracyOf } from '../../../oracle/forecasting/accuracy/accuracy.ts'
import { holdOut } from '../../../oracle/forecasting/accuracy/holdOut.ts'
import { forecastTable } from '../../../oracle/forecasting/forecastTable.ts'
import type { DemandTable } from '../../../oracle/forecasting/series.ts'
import { normals, seriesOf } from './madeDemand.ts'

const WEEKS = 104

/** Counts a week that vary as Poisson's do, near enough for means of dozens. */
const counts = (mean: number, seed: number, weeks = WEEKS): number[] => {
  const normal = normals(seed)
  return Array.from({ length: weeks }, () => Math.max(0, Math.round(mean + Math.sqrt(mean) * normal())))
}

const tableOf = (
  values: readonly (number | null)[],
  frequency: DemandTable['frequency'] = 'weekly',
  censored: readonly number[] = [],
): DemandTable => ({ frequency, firstPeriod: 2000, series: [seriesOf('a', values, censored)] })

const rowsOf = async (table: DemandTable, horizon: number): Promise<readonly (readonly number[])[]> =>
  (await forecastTable(table, { horizon }))[0]?.combination.quantiles ?? []

const widthOf = (row: readonly number[] | undefined): number => (row?.at(-1) ?? 0) - (row?.[0] ?? 0)

describe('one product alone, as nodes forecast it', () => {
  it('is held by its intervals as often as they say, whatever its size', async () => {
    const held = []
    for (const mean of [20, 80, 800]) {
      for (let seed = 1; seed <= 10; seed++)
        held.push(...(await holdOut(tableOf(counts(mean, 100 * seed + mean, 60)), 4, {})))
    }
    const { coverage80, coverage95 } = accuracyOf(held.map(({ combination }) => combination))
    expect(coverage80).to.be.within(0.76, 0.93)
    expect(coverage95).to.be.within(0.93, 1)
  })

  it('is at least as wide as Poisson where packs are counted, however alike they were', async () => {
    const alike = Array.from({ length: WEEKS }, (_, week) => 80 + ((week * week * 5) % 11) - 5)
    for (const row of await rowsOf(tableOf(alike), 4)) {
      expect(row[0]).to.be.at.most((row[3] as number) - 1.95 * Math.sqrt(row[3] as number))
      expect(row[6]).to.be.at.least((row[3] as number) + 1.95 * Math.sqrt(row[3] as number))
    }
  })

  it('a last week that is hardly known, or closed, moves little', async () => {
    for (const seed of [1, 2, 3]) {
      const whole = counts(80, seed)
      for (const last of [3, 0, 700]) {
        for (const row of await rowsOf(tableOf([...whole.slice(0, -1), last]), 4)) {
          expect(row[3], `last week ${last}`).to.be.within(68, 92)
          expect(row[5], `last week ${last}`).to.be.below(140)
        }
      }
    }
  })

  it('weeks at the end that are not known are bridged: as far off, and no surer', async () => {
    const whole = counts(80, 4)
    const known = whole.slice(0, -4)
    const [near] = await rowsOf(tableOf(known), 4)
    const after = await rowsOf(tableOf([...known, null, null, null, null]), 4)
    const short = await rowsOf(tableOf([...known, 2, 0, 1, 0], 'weekly', [100, 101, 102, 103]), 4)
    expect(short).to.deep.equal(after)
    for (const row of after) {
      expect(row[3]).to.be.closeTo(near?.[3] as number, 8)
      expect(widthOf(row)).to.be.above(widthOf(near))
    }
  })

  it('a season goes on behind a gap where it was', async () => {
    const day = (time: number) => 40 + (time % 7 === 0 ? 60 : 0) + ((time * time) % 5)
    const values = Array.from({ length: 90 }, (_, time) => (time < 86 ? day(time) : null))
    const rows = await rowsOf(tableOf(values, 'daily'), 7)
    const highest = rows
      .map((row) => row[3] as number)
      .reduce((best, value, step, all) => (value > (all[best] as number) ? step : best), 0)
    expect((90 + highest) % 7).to.equal(0)
  })

  it('what is sold in short supply beyond what was asked for before still tells', async () => {
    const rows = await rowsOf(tableOf([...counts(80, 5), 300, 310, 305], 'weekly', [104, 105, 106]), 2)
    expect(rows[0]?.[3]).to.be.above(150)
  })

  it('no history of counts makes a quantile fall, run away or be no number', async () => {
    const most = fc.constantFrom(1, 3, 20, 100, 1_000_000)
    const history = fc
      .tuple(fc.nat(1), most, most)
      .chain(([least, usual, odd]) =>
        fc.array(
          fc.oneof(
            { arbitrary: fc.integer({ min: least, max: usual + least }), weight: 7 },
            { arbitrary: fc.integer({ min: least, max: odd + least }), weight: 1 },
          ),
          { minLength: 8, maxLength: 120, size: 'max' },
        ),
      )
    await fc.assert(
      fc.asyncProperty(
        history,
        fc.constantFrom('daily' as const, 'weekly' as const, 'monthly' as const),
        fc.integer({ min: 1, max: 8 }),
        async (values, frequency, horizon) => {
          const greatest = Math.max(...values)
          for (const row of await rowsOf(tableOf(values, frequency), horizon)) {
            expect(row.every(Number.isFinite)).to.equal(true)
            expect(row).to.deep.equal(row.toSorted((one, other) => one - other))
            expect(row[0]).to.be.at.least(0)
            expect(row[6]).to.be.below(20 * greatest + 10)
          }
        },
      ),
      { numRuns: 30 },
    )
  })
})
