import { expect } from 'chai'
import fc from 'fast-check'
import { decideOrder } from '../../../sdk/planning/decideOrder.ts'
import {
  type DemandForecast,
  demandForecastSchema,
  forecastCommitment,
  forecastSalt,
} from '../../../sdk/planning/demandForecast.ts'
import { orderShare, packsWithin } from '../../../sdk/planning/order.ts'
import type { PolicyDocument } from '../../../sdk/planning/policy.ts'
import type { StockPosition } from '../../../sdk/planning/position.ts'
import { hash, policyDocument } from './support/policies.ts'
import { forecastOf, positionOf, TODAY } from './support/standings.ts'

const lot = (packs: number, days = 200) => ({ batchId: hash('c'), expiryDay: TODAY + days, packs })

const decide = (
  change: Partial<PolicyDocument> = {},
  position: Partial<StockPosition> = {},
  ordered = 0,
  demand = 20,
) =>
  decideOrder({
    document: policyDocument(change),
    position: positionOf(position),
    forecast: forecastOf(demand),
    ordered,
  })

const anyDocument = fc
  .record({
    multiple: fc.integer({ min: 1, max: 12 }),
    minimumOrder: fc.integer({ min: 1, max: 60 }),
    capacity: fc.integer({ min: 60, max: 500 }),
    cap: fc.integer({ min: 60, max: 300 }),
    isContinuous: fc.boolean(),
    times: fc.integer({ min: 1, max: 4 }),
  })
  .map(
    ({ multiple, isContinuous, times, ...rest }): Partial<PolicyDocument> => ({
      ...rest,
      orderMultiple: multiple,
      rule: isContinuous ? { kind: 'continuous', quantity: multiple * times } : { kind: 'periodic' },
    }),
  )

const anyPosition = fc.record({
  stock: fc.integer({ min: 1, max: 150 }),
  days: fc.integer({ min: 10, max: 300 }),
  coming: fc.nat(100),
  onTheWay: fc.nat(30),
})

describe('what to order', () => {
  it('stays within multiple, minimum, capacity and what the trailing orders leave of the cap, or is nothing', () => {
    fc.assert(
      fc.property(anyDocument, anyPosition, fc.nat(100), fc.nat(60), (change, stock, ordered, demand) => {
        const document = policyDocument(change)
        const onOrder = stock.coming > 0 ? [{ orderId: hash('d'), packs: stock.coming }] : []
        const position = { lots: [lot(stock.stock, stock.days)], onTheWay: stock.onTheWay, onOrder }
        const decided = decide(change, position, ordered, demand)
        expect(decide(change, position, ordered, demand)).to.deep.equal(decided)
        const { packs, share, wanted } = decided
        const multiple = document.rule.kind === 'continuous' ? document.rule.quantity : document.orderMultiple
        expect(packs % multiple).to.equal(0)
        expect(packs).to.be.at.most(wanted)
        if (packs === 0) {
          expect(share).to.equal(0)
          return
        }
        expect(packs).to.be.at.least(document.minimumOrder)
        expect(packs + stock.stock + stock.coming + stock.onTheWay).to.be.at.most(document.capacity)
        expect(share).to.equal(orderShare(packs, document.cap))
        expect(share).to.be.within(1, 100 - ordered)
      }),
      { numRuns: 60 },
    )
  })

  it('follows the demand, the stock and what is on its way', () => {
    const empty = decide()
    expect(empty.packs).to.be.greaterThan(20)
    expect(decide({}, {}, 0, 40).packs).to.be.greaterThan(empty.packs)
    expect(decide({}, { lots: [lot(60)] }).packs).to.be.lessThan(empty.packs)
    const onOrder = [{ orderId: hash('d'), packs: 60 }]
    expect(decide({}, { onOrder }).packs).to.be.lessThan(empty.packs)
    expect(decide({}, { onTheWay: 60 }).packs).to.be.lessThan(empty.packs)
    expect(decide({}, { lots: [lot(400)] }).packs).to.equal(0)
    expect(decide({}, {}, 0, 0).packs).to.equal(0)
  })

  it('is reduced to what the cap leaves, in multiples, and to nothing where that is under the minimum', () => {
    const wanted = decide().packs
    expect(wanted).to.be.greaterThan(30)
    // 88 hundredths of 200 packs are ordered: 24 are left, of which 20 are four times five.
    expect(decide({}, {}, 88)).to.deep.include({ packs: 20, share: 10, wanted })
    expect(decide({ minimumOrder: 25 }, {}, 88)).to.deep.include({ packs: 0, share: 0, wanted })
    expect(decide({}, {}, 100)).to.deep.include({ packs: 0, share: 0, wanted })
  })

  it('has a share that is rounded up, and never more packs than a share holds', () => {
    expect([1, 2, 3, 200].map((packs) => orderShare(packs, 200))).to.deep.equal([1, 1, 2, 100])
    const maximum = 2 ** 31 - 1
    const any = fc.integer({ min: 1, max: maximum })
    fc.assert(
      fc.property(any, fc.nat(100), fc.integer({ min: 1, max: maximum }), (cap, share, packs) => {
        const most = packsWithin(share, cap)
        if (most > 0) expect(orderShare(most, cap)).to.be.at.most(share)
        if (share < 100) expect(orderShare(most + 1, cap)).to.be.greaterThan(share)
        // Exactly, in whole numbers.
        const exact = (BigInt(packs) * 100n + BigInt(cap) - 1n) / BigInt(cap)
        expect(BigInt(orderShare(packs, cap))).to.equal(exact)
      }),
    )
  })
})

describe('forecasts of demand', () => {
  it('come back from text, and are committed to with every field', () => {
    const forecast = forecastOf(3)
    expect(demandForecastSchema.parse(JSON.parse(JSON.stringify(forecast)))).to.deep.equal(forecast)
    const changes: Partial<DemandForecast>[] = [
      {},
      { policyId: hash('b') },
      { period: 4 },
      { historyHash: hash('c') },
      { frequency: 'weekly' },
      { firstPeriod: TODAY + 1 },
      { levels: [100, 500, 901] },
      { quantiles: [[1, 2, 3]] },
    ]
    const salt = forecastSalt(hash('5'), forecast)
    const commitments = changes.map((change) => forecastCommitment(salt, forecastOf(3, change)))
    expect(new Set(commitments).size).to.equal(changes.length)
    expect(Object.keys(Object.assign({ format: 0 }, ...changes)).sort()).to.deep.equal(
      Object.keys(forecast).sort(),
    )
    expect(forecastSalt(hash('5'), { ...forecast, period: 4 })).not.to.equal(salt)
  })

  it('are refused where rows do not rise, are of other lengths, or too many', () => {
    const refused = (change: object) =>
      expect(demandForecastSchema.safeParse({ ...forecastOf(3), ...change }).success).to.equal(false)
    refused({ quantiles: [[3, 2, 4]] })
    refused({ quantiles: [[1, 2]] })
    refused({ quantiles: [] })
    refused({ quantiles: [[1, 2, 2 ** 41]] })
    refused({ levels: [500, 100, 900] })
    refused({ levels: [100, 100, 900] })
    refused({ policyId: 'a' })
    refused({ more: 1 })
    refused({ quantiles: new Array(1001).fill([1, 2, 3]) })
  })
})
