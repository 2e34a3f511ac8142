import { readdir, readFile } from 'node:fs/promises'
import { expect } from 'chai'
import fc from 'fast-check'
import { orderQuantity } from '../../../../sdk/planning/solve/orderQuantity.ts'
import { type Changes, daily, type document, expected, inputOf, monthly, poissonOf, TODAY } from './made.ts'

const solve = (changes: Changes = {}) => orderQuantity(inputOf(changes))

/** What an order of so many packs is expected to cost without stock and lead time, by enumeration. */
function costOf(rate: number, review: number, life: number, costs: typeof document.costs) {
  const needed = poissonOf(rate * Math.min(review, life))
  const used = poissonOf(rate * life)
  return (packs: number) =>
    costs.shortage * expected(needed, (count) => Math.max(0, count - packs)) +
    costs.holding * review * expected(needed, (count) => Math.max(0, packs - count)) +
    costs.waste * expected(used, (count) => Math.max(0, packs - count))
}

describe('how much is ordered', () => {
  it('is the quantity of least expected cost, by enumeration', () => {
    const cases = fc.record({
      rate: fc.integer({ min: 20, max: 700 }).map((value) => value / 1000),
      review: fc.integer({ min: 1, max: 14 }),
      life: fc.integer({ min: 2, max: 60 }),
      holding: fc.integer({ min: 1, max: 500 }),
      waste: fc.integer({ min: 0, max: 200_000 }),
      shortage: fc.integer({ min: 1000, max: 1_000_000 }),
    })
    fc.assert(
      fc.property(cases, ({ rate, review, life, ...costs }) => {
        const { packs } = solve({
          forecast: daily(rate, 90),
          document: {
            leadTime: [{ days: 0, weight: 1 }],
            periodHours: 24 * review,
            shelfLifeDays: life,
            costs,
          },
        })
        const cost = costOf(rate, review, life, costs)
        let best = 0
        while (cost(best + 1) <= cost(best)) best++
        expect(packs).to.be.closeTo(best, 1)
        // Chances come from quantiles in thousandths: next to a tie, one that is off by a thousandth decides.
        const chanceError = 0.001 * (costs.shortage + costs.waste)
        expect(cost(packs)).to.be.at.most(1.005 * cost(best) + chanceError)
      }),
      { numRuns: 60 },
    )
  })

  it('meets the service level where nothing expires', () => {
    const costs = { holding: 50, waste: 0, shortage: 0 }
    for (const serviceLevel of [800, 950, 990]) {
      const { packs, shortageRisk } = solve({ document: { serviceLevel, costs } })
      expect(shortageRisk).to.be.at.most(1000 - serviceLevel)
      const less = solve({ document: { serviceLevel, costs, capacity: packs - 1 } })
      expect(less.shortageRisk).to.be.at.least(1000 - serviceLevel)
    }
  })

  it('orders nothing for a product that nobody asks for', () => {
    expect(solve({ forecast: monthly([0, 0, 0, 0, 0, 0, 0]) })).to.deep.equal({
      packs: 0,
      orderUpTo: 0,
      reorderPoint: 0,
      shortageRisk: 0,
      expectedWaste: 0,
    })
  })

  it('orders less the more is in stock or on order', () => {
    const stocks = fc.record({ packs: fc.nat(60), more: fc.nat(30), onOrder: fc.nat(20) })
    fc.assert(
      fc.property(stocks, ({ packs, more, onOrder }) => {
        const lots = (count: number) => [{ expiryDay: TODAY + 400, packs: count }]
        const before = solve({ lots: lots(packs), onOrder: [onOrder] })
        const after = solve({ lots: lots(packs + more), onOrder: [onOrder] })
        expect(after.packs).to.be.at.most(before.packs)
        expect(before.packs - after.packs).to.be.at.most(more + 1)
        expect(solve({ lots: lots(packs), onOrder: [onOrder + more] }).packs).to.be.at.most(before.packs)
      }),
      { numRuns: 40 },
    )
  })

  it('orders more for a higher service level and less for dearer waste', () => {
    const figures = fc.record({
      serviceLevel: fc.integer({ min: 500, max: 990 }),
      better: fc.integer({ min: 0, max: 9 }),
      waste: fc.integer({ min: 0, max: 300_000 }),
      dearer: fc.integer({ min: 0, max: 300_000 }),
      shelfLifeDays: fc.integer({ min: 5, max: 120 }),
    })
    fc.assert(
      fc.property(figures, ({ serviceLevel, better, waste, dearer, shelfLifeDays }) => {
        const packs = (level: number, cost: number, shortage = 0) =>
          solve({
            forecast: monthly([1, 2, 3, 4, 6, 9, 13]),
            document: { serviceLevel: level, shelfLifeDays, costs: { holding: 50, waste: cost, shortage } },
          }).packs
        expect(packs(serviceLevel + better, waste)).to.be.at.least(packs(serviceLevel, waste))
        expect(packs(900, waste + dearer, 300_000)).to.be.at.most(packs(900, waste, 300_000))
      }),
      { numRuns: 60 },
    )
  })

  it('does not count on packs that expire before they are needed', () => {
    const fresh = solve({ lots: [{ expiryDay: TODAY + 200, packs: 12 }] })
    const ageing = solve({ lots: [{ expiryDay: TODAY + 3, packs: 12 }] })
    const stale = solve({
      lots: [{ expiryDay: TODAY + 200, packs: 12 }],
      document: { minimumRemainingDays: 195 },
    })
    expect(ageing.packs).to.be.greaterThan(fresh.packs)
    expect(ageing.expectedWaste).to.be.greaterThan(7000)
    expect(fresh.expectedWaste).to.equal(0)
    expect(stale.packs).to.equal(0)
  })

  it('counts on a pack up to its last day of use, and on one that arrives for as many days', () => {
    const document = { minimumRemainingDays: 10, leadTime: [{ days: 0, weight: 1 }], periodHours: 24 }
    const forecast = daily(10, 60)
    const stockOf = (daysLeft: number) =>
      solve({ forecast, lots: [{ expiryDay: TODAY + daysLeft - 1, packs: 10 }], document })
    // Ten days left or fewer are no stock. With eleven, today is the last day on which the packs are.
    expect(stockOf(10)).to.deep.equal(solve({ forecast, document }))
    expect(stockOf(11).packs).to.be.lessThan(stockOf(10).packs)
    // Packs of today's stock are wasted as often as those that arrive today with as many days left.
    const costs = { holding: 50, waste: 100_000, shortage: 30_000 }
    const short = { ...document, shelfLifeDays: 13, periodHours: 240, costs }
    const ordered = solve({ forecast, document: short })
    const there = solve({
      forecast,
      lots: [{ expiryDay: TODAY + 12, packs: ordered.packs }],
      document: { ...short, capacity: ordered.packs },
    })
    expect(ordered.packs).to.be.within(15, 35)
    expect(there.expectedWaste).to.be.closeTo(ordered.expectedWaste, 50)
  })

  it('orders no less the longer a pack lasts', () => {
    const cases = fc.record({
      row: fc
        .array(fc.integer({ min: 0, max: 90 }), { minLength: 7, maxLength: 7 })
        .map((packs) => packs.toSorted((one, other) => one - other)),
      lots: fc.array(
        fc.record({ days: fc.integer({ min: 1, max: 400 }), packs: fc.integer({ min: 1, max: 30 }) }),
        {
          maxLength: 3,
        },
      ),
      onOrder: fc.array(fc.nat(20), { maxLength: 2 }),
      shelfLifeDays: fc.integer({ min: 5, max: 1500 }),
      longer: fc.integer({ min: 1, max: 1500 }),
      periodHours: fc.constantFrom(24, 168, 720),
      serviceLevel: fc.integer({ min: 500, max: 999 }),
      costs: fc.record({
        holding: fc.nat(500),
        waste: fc.nat(1_000_000),
        shortage: fc.oneof(fc.constant(0), fc.nat(10_000_000)),
      }),
    })
    fc.assert(
      fc.property(cases, ({ row, lots, onOrder, shelfLifeDays, longer, ...figures }) => {
        const packs = (days: number) =>
          solve({
            forecast: monthly(row),
            lots: lots.map((lot) => ({ expiryDay: TODAY + lot.days, packs: lot.packs })),
            onOrder,
            document: { ...figures, minimumRemainingDays: 4, shelfLifeDays: days },
          }).packs
        // A pack is the error of the series that stand for large counts.
        expect(packs(shelfLifeDays + longer)).to.be.at.least(packs(shelfLifeDays) - 1)
      }),
      { numRuns: 150 },
    )
  })

  it('counts what it wastes of stock that outlasts it', () => {
    // What lasts a day less than the stock is used before it, and takes its demand away.
    for (const end of [30, 40, 60]) {
      const packs = Array.from({ length: 24 }, (_, index) =>
        solve({
          forecast: daily(0.5, 200),
          lots: [{ expiryDay: TODAY + end - 1, packs: 12 }],
          document: {
            leadTime: [{ days: 0, weight: 1 }],
            periodHours: 28 * 24,
            shelfLifeDays: end - 12 + index,
            costs: { holding: 50, waste: 100_000, shortage: 100_000 },
          },
        }),
      ).map((solved) => solved.packs)
      expect(packs).to.deep.equal(packs.toSorted((one, other) => one - other))
    }
  })

  it('meets the service level of a product that keeps for years, however much its demand varies', () => {
    const forecast = {
      frequency: 'monthly' as const,
      firstPeriod: inputOf().forecast.firstPeriod,
      levels: [25, 50, 100, 250, 500, 750, 900, 950, 975],
      quantiles: Array.from({ length: 12 }, () =>
        [5, 12, 28, 60, 100, 140, 185, 215, 240].map((packs) => 1000 * packs),
      ),
    }
    const costs = { holding: 127, waste: 185_000, shortage: 0 }
    for (const shelfLifeDays of [365, 730, 1095, 3650]) {
      const document = { periodHours: 24, minimumRemainingDays: 30, shelfLifeDays, costs }
      expect(solve({ forecast, document }).shortageRisk).to.be.at.most(50)
    }
  })

  it('orders what can be used where a pack does not last until the next delivery', () => {
    const short = solve({ document: { shelfLifeDays: 2 } })
    expect(short.packs).to.be.within(1, 5)
    expect(short.packs).to.be.lessThan(solve().packs)
    expect(solve({ document: { shelfLifeDays: 5, minimumRemainingDays: 5 } }).packs).to.equal(0)
  })

  it('keeps enough of a product that is seldom asked for, but for several packs at once', () => {
    const lumpy = monthly([0, 0, 0, 0, 4, 10, 16])
    const smooth = monthly([2, 2.4, 2.8, 3.3, 3.8, 4.3, 5])
    expect(solve({ forecast: lumpy }).orderUpTo).to.be.greaterThan(solve({ forecast: smooth }).orderUpTo)
  })

  it('follows the quantiles of a product that is asked for in great numbers', () => {
    // A mean of 100,000 a month with a normal error of a tenth: quantiles of the standard normal distribution.
    const scores = [-1.95996, -1.28155, -0.67449, 0, 0.67449, 1.28155, 1.95996]
    const forecast = monthly(scores.map((score) => 100_000 * (1 + score / 10)))
    const costs = { holding: 50, waste: 0, shortage: 0 }
    const days = { periodHours: 30 * 24, leadTime: [{ days: 0, weight: 1 }], capacity: 1_000_000 }
    for (const [serviceLevel, score] of [
      [500, 0],
      [700, 0.5244],
      [900, 1.2816],
      [980, 2.0537],
    ] as const) {
      const { packs } = solve({ forecast, document: { ...days, serviceLevel, costs } })
      expect(packs).to.be.closeTo(100_000 * (1 + score / 10), 1200)
    }
  })

  it('mixes lead times in', () => {
    const lots = [{ expiryDay: TODAY + 300, packs: 12 }]
    const sure = solve({ lots, document: { leadTime: [{ days: 5, weight: 1 }] } })
    const unsure = solve({
      lots,
      document: {
        leadTime: [
          { days: 1, weight: 8 },
          { days: 21, weight: 2 },
        ],
      },
    })
    expect(unsure.packs).to.be.greaterThan(sure.packs)
  })

  it('orders in multiples, at least the minimum, within the capacity', () => {
    const { packs } = solve()
    expect(packs).to.be.within(11, 29)
    expect(solve({ document: { orderMultiple: 10 } }).packs % 10).to.equal(0)
    expect(solve({ document: { minimumOrder: 40 } }).packs).to.equal(40)
    expect(solve({ document: { capacity: 7 } }).packs).to.equal(7)
    expect(solve({ document: { capacity: 7, orderMultiple: 5 } }).packs).to.equal(5)
    expect(solve({ document: { capacity: 30, minimumOrder: 31 } }).packs).to.equal(0)
    expect(
      solve({ lots: [{ expiryDay: TODAY + 90, packs: 50 }], document: { capacity: 40 } }).packs,
    ).to.equal(0)
  })

  it('does not fill up a case of packs that would expire', () => {
    const forecast = monthly([0, 0, 1, 1, 2, 3, 4])
    const costs = { holding: 50, waste: 100_000, shortage: 200_000 }
    const single = solve({ forecast, document: { shelfLifeDays: 30, costs } })
    const cases = solve({ forecast, document: { shelfLifeDays: 30, costs, orderMultiple: 100 } })
    expect(single.packs).to.be.greaterThan(0)
    expect(cases.packs).to.equal(0)
  })

  it('orders a fixed quantity only below the reorder point', () => {
    const rule = { kind: 'continuous', quantity: 40 } as const
    for (let stock = 0; stock < 40; stock++) {
      const lots = [{ expiryDay: TODAY + 300, packs: stock }]
      const { packs, reorderPoint } = solve({ document: { rule }, lots })
      expect(packs).to.equal(stock < reorderPoint ? 40 : 0)
    }
    expect(solve({ document: { rule } }).packs).to.equal(40)
    expect(solve({ document: { rule, orderMultiple: 20, minimumOrder: 41 } }).packs).to.equal(80)
  })

  it('goes on with the last row of a forecast that is too short, and with the first of one that starts later', () => {
    const packs = [20, 24, 27, 30, 34, 38, 44]
    const { forecast } = inputOf()
    const long = solve({ forecast: monthly(packs, 12) })
    const short = solve({ forecast: monthly(packs, 1) })
    expect(short.packs).to.be.closeTo(long.packs, 1)
    const over = { ...forecast, firstPeriod: forecast.firstPeriod - 20 }
    expect(solve({ forecast: over }).packs).to.be.closeTo(long.packs, 1)
    const later = { ...forecast, firstPeriod: forecast.firstPeriod + 3 }
    expect(solve({ forecast: later }).packs).to.be.closeTo(long.packs, 1)
  })

  it('answers with whole numbers for any policy, stock and forecast', () => {
    const inputs = fc.record({
      lots: fc.array(
        fc.record({
          expiryDay: fc.integer({ min: TODAY - 5, max: TODAY + 4000 }),
          packs: fc.integer({ min: 1, max: 10_000 }),
        }),
        { maxLength: 12 },
      ),
      onOrder: fc.array(fc.integer({ min: 0, max: 1_000_000 }), { maxLength: 5 }),
      row: fc.array(fc.integer({ min: 0, max: 2 ** 41 }), { minLength: 7, maxLength: 7 }),
      leadTime: fc.uniqueArray(
        fc.record({ days: fc.integer({ min: 0, max: 365 }), weight: fc.integer({ min: 1, max: 1000 }) }),
        { minLength: 1, maxLength: 16, selector: ({ days }) => days },
      ),
      figures: fc.record({
        periodHours: fc.integer({ min: 1, max: 8760 }),
        serviceLevel: fc.integer({ min: 500, max: 999 }),
        shelfLifeDays: fc.integer({ min: 1, max: 3650 }),
        minimumRemainingDays: fc.integer({ min: 0, max: 365 }),
        minimumOrder: fc.integer({ min: 1, max: 1000 }),
        orderMultiple: fc.integer({ min: 1, max: 1000 }),
        capacity: fc.integer({ min: 1, max: 2 ** 31 }),
        costs: fc.record({
          holding: fc.nat(100_000),
          waste: fc.nat(100_000_000),
          shortage: fc.nat(1_000_000_000),
        }),
      }),
    })
    fc.assert(
      fc.property(inputs, ({ lots, onOrder, row, leadTime, figures }) => {
        const quantiles = [row.toSorted((one, other) => one - other)]
        const forecast = { ...monthly([0, 0, 0, 0, 0, 0, 0]), quantiles }
        const result = solve({ lots, onOrder, forecast, document: { ...figures, leadTime } })
        for (const value of Object.values(result)) expect(Number.isSafeInteger(value)).to.equal(true)
        expect(result.packs % figures.orderMultiple).to.equal(0)
        expect(result.packs === 0 || result.packs >= figures.minimumOrder).to.equal(true)
        const there = [...lots.map(({ packs }) => packs), ...onOrder].reduce((sum, packs) => sum + packs, 0)
        expect(result.packs === 0 || there + result.packs <= figures.capacity).to.equal(true)
        expect(result.shortageRisk).to.be.within(0, 1000)
        expect(result.expectedWaste).to.be.at.least(0)
      }),
      { numRuns: 150 },
    )
  })

  it('takes as many steps for a stock of any size', () => {
    const lots = Array.from({ length: 512 }, (_, index) => ({
      expiryDay: TODAY + 200 + index,
      packs: 2 ** 31 - 1,
    }))
    const forecast = monthly([0, 0, 2, 10, 20, 30, 40])
    const { packs, expectedWaste } = solve({ lots, forecast, document: { shelfLifeDays: 720 } })
    expect(packs).to.equal(0)
    // All but the demand of 712 days expires: 20 packs a month at most.
    const all = 512 * (2 ** 31 - 1)
    expect(expectedWaste / 1000).to.be.within(all - 24 * 20, all)
  })

  it('uses no function that processors compute differently', async () => {
    const folder = new URL('../../../../sdk/planning/solve/', import.meta.url)
    for (const name of await readdir(folder)) {
      const source = await readFile(new URL(name, folder), 'utf8')
      const used = [...source.matchAll(/Math\.(\w+)|[\w)] (\*\*) [\w(]/g)].map(
        ([, name, power]) => name ?? power,
      )
      const allowed = ['abs', 'ceil', 'floor', 'max', 'min', 'round', 'sqrt']
      expect(used.filter((own) => !allowed.includes(own as string))).to.deep.equal([])
    }
  })
})
