import { expect } from 'chai'
import fc from 'fast-check'
import type { Contracts } from '../../../sdk/chain/contracts.ts'
import { frequencies, periodOf } from '../../../sdk/planning/calendar.ts'
import {
  type DemandHistory,
  dispensedByPeriod,
  endOfHistory,
  extendHistory,
  historyHash,
  MAXIMUM_PERIODS,
  parseDemandHistory,
  readDemandHistory,
} from '../../../sdk/planning/history.ts'
import type { MinedAct } from '../../../sdk/provenance/history/step.ts'
import { expectError } from '../../helpers/expectError.ts'

const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))
const DAY = 20_000
const now = DAY * 86_400 + 5

const hashOf = (number: number): string => `0x${number.toString(16).padStart(64, '0')}`
const dispensed = (number: number): MinedAct => ({
  name: 'dispensed',
  dispenser: 'site',
  index: number,
  prescription: hashOf(0),
  blockNumber: number,
  blockHash: hashOf(number),
  transactionHash: hashOf(number),
  logIndex: 0,
})

const history = (change: Partial<DemandHistory> = {}): DemandHistory => ({
  format: 'salus-demand/1',
  frequency: 'daily',
  firstPeriod: DAY - 5,
  values: [4, null, 6],
  censored: [false, false, true],
  chainFrom: DAY - 3,
  ...change,
})

const anyHistory: fc.Arbitrary<DemandHistory> = fc
  .record({
    frequency: fc.constantFrom(...frequencies),
    back: fc.integer({ min: -3, max: 40 }),
    chain: fc.integer({ min: -50, max: 3 }),
    rows: fc.array(fc.tuple(fc.option(fc.nat(99)), fc.boolean()), { maxLength: 50 }),
  })
  .map(({ frequency, back, chain, rows }) => ({
    format: 'salus-demand/1',
    frequency,
    firstPeriod: periodOf(DAY, frequency) - back,
    values: rows.map(([value]) => value),
    censored: rows.map(([, mark]) => mark),
    chainFrom: periodOf(DAY, frequency) + chain,
  }))

describe('histories of demand', () => {
  it('are extended by the periods that have ended, from the chain where it tells of them', () => {
    const extended = extendHistory(
      history(),
      new Map([
        [DAY - 3, 2],
        [DAY - 1, 7],
        [DAY, 9],
      ]),
      now,
    )
    expect(extended).to.deep.equal(
      history({ values: [4, null, 2, 0, 7], censored: [false, false, true, false, false] }),
    )
    expect(endOfHistory(extended)).to.equal(DAY)
    const late = history({ chainFrom: DAY - 1 })
    expect(extendHistory(late, new Map([[DAY - 2, 8]]), now).values).to.deep.equal([4, null, 6, null, 0])
  })

  it('are the same when they are extended again, whatever they were', () => {
    const anyCounts = fc.array(fc.tuple(fc.integer({ min: -60, max: 3 }), fc.nat(9)), { maxLength: 9 })
    fc.assert(
      fc.property(anyHistory, anyCounts, (given, counts) => {
        const current = periodOf(DAY, given.frequency)
        const dispensed = new Map(counts.map(([back, count]) => [current + back, count]))
        const once = extendHistory(given, dispensed, now)
        expect(extendHistory(once, dispensed, now)).to.deep.equal(once)
        expect(endOfHistory(once)).to.equal(current)
        expect(historyHash(readDemandHistory(once))).to.equal(historyHash(once))
        for (const [index, value] of once.values.entries()) {
          const period = once.firstPeriod + index
          if (period >= once.chainFrom) expect(value).to.equal(dispensed.get(period) ?? 0)
          else expect(value).to.equal(given.values[period - given.firstPeriod] ?? null)
        }
      }),
    )
  })

  it('count what was dispensed by its period, with few questions for the time of a block', async () => {
    const anyGaps = fc.array(fc.integer({ min: 0, max: 40_000 }), { minLength: 1, maxLength: 60 })
    await fc.assert(
      fc.asyncProperty(anyGaps, fc.constantFrom(...frequencies), async (gaps, frequency) => {
        let now = DAY * 86_400
        const times = gaps.map((gap) => {
          now += gap
          return now
        })
        let asked = 0
        const getBlock = async (number: number) => {
          asked++
          return { number, hash: hashOf(number), timestamp: times[number] }
        }
        const contracts = { runner: { provider: { getBlock } } } as unknown as Contracts
        const acts = times.map((_, number) => dispensed(number))
        const actsOf = async (batchId: string) =>
          acts.filter((_, at) => (at % 2 === 0) === (batchId === 'even'))
        const last = times.length - 1
        const counts = await dispensedByPeriod(contracts, 'site', ['odd', 'even'], frequency, last, actsOf)
        const expected = new Map<number, number>()
        for (const time of times) {
          const period = periodOf(Math.floor(time / 86_400), frequency)
          expected.set(period, (expected.get(period) ?? 0) + 1)
        }
        expect([...counts].sort()).to.deep.equal([...expected].sort())
        expect(asked).to.be.at.most(2 + expected.size * Math.ceil(Math.log2(times.length + 1)))
      }),
    )
  })

  it('forget the oldest periods where there are too many', () => {
    const long = extendHistory(history({ firstPeriod: DAY - 5000 }), new Map(), now)
    expect(long.values.length).to.equal(MAXIMUM_PERIODS)
    expect(endOfHistory(long)).to.equal(DAY)
    expect(readDemandHistory(long)).to.deep.equal(long)
  })

  it('come back from text, and are refused where they are none', async () => {
    expect(parseDemandHistory(bytes(history()))).to.deep.equal(history())
    const refused = (change: object, words: RegExp) =>
      expectError(() => parseDemandHistory(bytes({ ...history(), ...change })), 'PLAN_INVALID', words)
    await refused({ values: [1, -1, 2] }, /values/)
    await refused({ values: [1, 0.5, 2] }, /values/)
    await refused({ values: [1, 2 ** 31, 2] }, /values/)
    await refused({ values: [1, 2] }, /as many marks/)
    await refused({ frequency: 'yearly' }, /frequency/)
    await refused({ firstPeriod: 1e9 }, /firstPeriod/)
    await refused({ values: new Array(3661).fill(1), censored: new Array(3661).fill(false) }, /values/)
    await expectError(() => parseDemandHistory(new Uint8Array(300_000)), 'INPUT_TOO_LARGE', /bytes/)
  })

  it('have another hash with every other value', () => {
    const others = [
      history(),
      history({ values: [4, 0, 6] }),
      history({ censored: [false, true, true] }),
      history({ firstPeriod: DAY - 6 }),
      history({ chainFrom: DAY - 2 }),
      history({ frequency: 'weekly' }),
    ]
    expect(new Set(others.map(historyHash)).size).to.equal(others.length)
  })
})
