import { expect } from 'chai'
import type { ToldStanding } from '../../../sdk/planning/checkStanding.ts'
import { decideOrder } from '../../../sdk/planning/decideOrder.ts'
import { termsOf } from '../../../sdk/planning/policy.ts'
import { type PolicyState, positionFreshUntil } from '../../../sdk/planning/readPolicy.ts'
import { reckonOrder } from '../../../sdk/planning/reckonOrder.ts'
import { hash, policyDocument } from './support/policies.ts'
import { forecastOf, positionOf, TODAY } from './support/standings.ts'

const NOW = TODAY * 86_400
const document = policyDocument({ start: NOW - 86_400, periodHours: 48, confirmAbove: 0 })
const position = positionOf({ lots: [{ batchId: hash('c'), expiryDay: TODAY + 200, packs: 3 }] })
const forecast = forecastOf(20)
const told: ToldStanding = { document, history: null, position, forecast }
const state: PolicyState = {
  policyId: hash('a'),
  organisation: document.organisation,
  isHeld: false,
  positionAt: NOW,
  recorder: document.supplier,
  position: hash('2'),
  forecast: hash('3'),
  forecastAt: NOW + 5,
  share: 80,
  terms: termsOf(document),
}
const orderOf = (positionHash: string, share: number) => ({
  decision: {
    policyId: hash('a'),
    position: positionHash,
    forecast: hash('3'),
    order: hash('4'),
    period: 0,
    share,
  },
})

describe('what a position and its forecast call for', () => {
  it('is what the nodes decide, with what the window had left before its own order', () => {
    const orders = [orderOf(hash('1'), 50), orderOf(hash('2'), 30)]
    const expected = decideOrder({ document, position, forecast, ordered: 50 })
    expect(expected.packs).to.be.above(0)
    expect(reckonOrder(state, told, orders, NOW + 10)).to.deep.equal(expected)
    const unordered = decideOrder({ document, position, forecast, ordered: 80 })
    expect(unordered.packs).to.be.below(expected.packs)
    expect(reckonOrder(state, told, [], NOW + 10)).to.deep.equal(unordered)
  })

  it('is not said where no order follows from them', () => {
    const end = positionFreshUntil(state)
    expect(reckonOrder(state, told, [], end - 1)).to.not.equal(undefined)
    expect(reckonOrder(state, told, [], end)).to.equal(undefined)
    expect(reckonOrder({ ...state, forecastAt: 0 }, told, [], NOW)).to.equal(undefined)
    for (const change of [
      { position: null },
      { forecast: null },
      { forecast: forecastOf(20, { historyHash: hash('d') }) },
      { forecast: forecastOf(20, { firstPeriod: TODAY - 30 }) },
    ]) {
      expect(reckonOrder(state, { ...told, ...change }, [], NOW)).to.equal(undefined)
    }
  })
})
