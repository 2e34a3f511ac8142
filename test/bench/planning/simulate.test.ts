import { expect } from 'chai'
import { observed } from '../../../bench/planning/observed.ts'
import { forecastAll } from '../../../bench/planning/oneRun.ts'
import { baseStock } from '../../../bench/planning/policies/baseStock.ts'
import { minMax } from '../../../bench/planning/policies/minMax.ts'
import { type Forecasts, predictive } from '../../../bench/planning/policies/predictive.ts'
import { readShapes } from '../../../bench/planning/shapes.ts'
import { type DayRecord, type Policy, simulate } from '../../../bench/planning/simulate.ts'
import {
  COUNTED_FROM,
  FIRST_DAY,
  HISTORY_START,
  LAST_DAY,
  makeWorld,
  type Product,
} from '../../../bench/planning/world.ts'
import { dayOfWeek, FIRST_WEEK, steady } from './made.ts'

const shapes = await readShapes()

const policiesOf = (product: Product, forecasts: Forecasts): Readonly<Record<string, () => Policy>> => ({
  minMax: () => minMax(20, 7),
  baseStock: () => baseStock(product, 2),
  predictive: () => predictive(product, forecasts, 5),
})

const run = (product: Product, policy: Policy) => {
  const days: DayRecord[] = []
  const outcome = simulate(product, policy, observed(product.demand), (day) => days.push(day))
  return { days, outcome, orders: days.map(({ ordered }) => ordered) }
}

describe('simulation of a pharmacy', () => {
  const products = makeWorld(shapes, 7).filter((_, index) => index % 5 === 0)
  const forecasts = forecastAll(products)

  it('loses no pack: what was there and what came is dispensed, expired, recalled or there', () => {
    const lost = products.flatMap((product, index) =>
      Object.values(policiesOf(product, forecasts[index] as Forecasts)).map((policyOf) => {
        const { outcome, days } = run(product, policyOf())
        const { atStart, received, dispensed, expired, recalled, atEnd } = outcome
        expect(atStart + received).to.equal(dispensed + expired + recalled + atEnd)
        expect(
          dispensed + days.reduce((sum, { day, short }) => sum + (day < COUNTED_FROM ? 0 : short), 0),
        ).to.equal(outcome.demanded)
        return outcome.lost
      }),
    )
    expect(lost.some((packs) => packs > 0)).to.equal(true)
  })

  it('receives what was ordered, or loses it on the way', () => {
    for (const [index, product] of products.entries()) {
      const ordered = new Map<number, number>()
      const policy = policiesOf(product, forecasts[index] as Forecasts).predictive as () => Policy
      const { days, outcome } = run(product, policy())
      for (const { day, ordered: packs } of days) {
        const { days: later } = product.deliveries[
          Math.floor((day - FIRST_DAY) / 7)
        ] as Product['deliveries'][number]
        if (packs > 0) ordered.set(day, day + later)
      }
      const due = days.reduce((sum, { day, ordered: packs }) => {
        const arrival = ordered.get(day) ?? LAST_DAY
        return sum + (arrival >= COUNTED_FROM && arrival < LAST_DAY ? packs : 0)
      }, 0)
      expect(outcome.received + outcome.lost).to.equal(due)
    }
  })

  it('shows no policy what is still to come', () => {
    const change = FIRST_DAY + 7 * 50 + 3
    for (const product of ['fast', 'slow', 'lumpy'].flatMap(
      (kind) => products.find((own) => own.kind === kind) ?? [],
    )) {
      const other = {
        ...product,
        demand: product.demand.map((packs, day) => (HISTORY_START + day < change ? packs : 3 * packs + 5)),
      }
      const before = policiesOf(product, forecastAll([product])[0] as Forecasts)
      const after = policiesOf(other, forecastAll([other])[0] as Forecasts)
      for (const name of Object.keys(before)) {
        const one = run(product, (before[name] as () => Policy)()).days
        const two = run(other, (after[name] as () => Policy)()).days
        const until = (days: readonly DayRecord[]) =>
          days.filter(({ day }) => day <= change).map(({ ordered }) => ordered)
        expect(until(two)).to.deep.equal(until(one))
        expect(two.map(({ ordered }) => ordered)).not.to.deep.equal(one.map(({ ordered }) => ordered))
      }
    }
  })

  it('refuses to tell of days to come', () => {
    const known = observed(steady(2).demand)(FIRST_DAY)
    expect(() => known.last(3, -2)).to.throw('to come')
    expect(known.last(3, 2)).to.equal(6)
  })

  it('puts every policy into the same world', () => {
    const [one, two] = [makeWorld(shapes, 11), makeWorld(shapes, 11)]
    expect(two).to.deep.equal(one)
    expect(makeWorld(shapes, 12)).not.to.deep.equal(one)
    const product = one[0] as Product
    const seen = (policy: Policy) => run(product, policy).outcome.demanded
    expect(seen(() => 0)).to.equal(seen(() => 50))
    const arrivals = (packs: number) => {
      const { days } = run(product, () => packs)
      return days.flatMap(({ day, stock }, index) => (stock > (days[index - 1]?.stock ?? 0) ? [day] : []))
    }
    expect(arrivals(1000).length).to.be.greaterThan(50)
    expect(arrivals(2000)).to.deep.equal(arrivals(1000))
  })

  it('dispenses first what expires first, and throws away what is out of date', () => {
    // Two packs a day. Week 13 brings 10 packs for 60 days, week 14 brings 10 for 3 days: only 6 of these can be used.
    const start = FIRST_WEEK + 1
    const lives = (week: number) => (week === start + 1 ? 3 : 60)
    const product = steady(2, {
      shelfLifeDays: 30,
      deliveries: steady(2).deliveries.map((delivery, week) => ({ ...delivery, lifeDays: lives(week) })),
    })
    const wanted = new Map([
      [dayOfWeek(start), 40],
      [dayOfWeek(start + 1), 10],
    ])
    const { days, outcome } = run(product, ({ today }) => wanted.get(today) ?? 0)
    expect(outcome.expired).to.equal(4)
    expect(days.find(({ expired }) => expired === 4)?.day).to.equal(dayOfWeek(start + 1, 5))
    expect(outcome.dispensed).to.equal(46)
  })

  it('takes recalled lots out, and those alone', () => {
    const start = FIRST_WEEK + 1
    const recall = { day: dayOfWeek(start + 2), arrivedFrom: dayOfWeek(start + 1) }
    const product = steady(0, { recalls: [recall] })
    const { outcome } = run(product, ({ today }) => (today >= dayOfWeek(start) && today < recall.day ? 9 : 0))
    expect(outcome.received).to.equal(18)
    expect(outcome.recalled).to.equal(9)
  })

  it('counts a delivery that was too warm as lost', () => {
    const deliveries = steady(1).deliveries.map((delivery, week) => ({ ...delivery, isLost: week === 20 }))
    const product = steady(1, { deliveries })
    const { outcome } = run(product, ({ today }) =>
      today === dayOfWeek(20) || today === dayOfWeek(21) ? 5 : 0,
    )
    expect(outcome.lost).to.equal(5)
    expect(outcome.received).to.equal(5)
  })
})
