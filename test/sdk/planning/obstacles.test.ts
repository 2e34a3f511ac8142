import { expect } from 'chai'
import { obstaclesTo } from '../../../sdk/planning/obstacles.ts'
import { termsOf } from '../../../sdk/planning/policy.ts'
import type { PolicyState } from '../../../sdk/planning/readPolicy.ts'
import { hash, policyDocument } from './support/policies.ts'

const HOUR = 3600
const document = policyDocument({ start: 24 * HOUR, periodHours: 24, maximumAgeHours: 6 })

const state = (change: Partial<PolicyState> = {}): PolicyState => ({
  policyId: hash('1'),
  organisation: document.organisation,
  isHeld: false,
  positionAt: 30 * HOUR,
  recorder: document.supplier,
  position: hash('2'),
  forecast: null,
  forecastAt: 0,
  share: 99,
  terms: termsOf(document),
  ...change,
})

describe('what stands against a decision', () => {
  it('is nothing while the position is fresh and the cap has room', () => {
    expect(obstaclesTo(state(), 36 * HOUR - 1)).to.deep.equal([])
  })

  it('is a position that has become too old, or whose period is over', () => {
    expect(obstaclesTo(state(), 36 * HOUR)).to.deep.equal(['stale'])
    const late = state({ positionAt: 47 * HOUR })
    expect(obstaclesTo(late, 48 * HOUR - 1)).to.deep.equal([])
    expect(obstaclesTo(late, 48 * HOUR)).to.deep.equal(['stale'])
  })

  it('is all that holds, a position that is not there being no old one', () => {
    const none = state({ isHeld: true, position: null, positionAt: 0, share: 100 })
    expect(obstaclesTo(none, 24 * HOUR - 1)).to.deep.equal(['held', 'not-begun', 'no-position', 'cap'])
    expect(obstaclesTo(none, 24 * HOUR)).to.deep.equal(['held', 'no-position', 'cap'])
  })
})
