import { expect } from 'chai'
import { checkStanding, type ToldStanding } from '../../../sdk/planning/checkStanding.ts'
import { forecastCommitment, forecastSalt } from '../../../sdk/planning/demandForecast.ts'
import { type DemandHistory, historyHash } from '../../../sdk/planning/history.ts'
import { policyIdOf } from '../../../sdk/planning/policy.ts'
import { positionCommitment } from '../../../sdk/planning/position.ts'
import { expectError } from '../../helpers/expectError.ts'
import { hash, policyDocument, policyFile } from './support/policies.ts'
import { forecastOf, positionOf, TODAY } from './support/standings.ts'

const history: DemandHistory = {
  format: 'salus-demand/1',
  frequency: 'daily',
  firstPeriod: TODAY - 2,
  values: [4, null],
  censored: [false, false],
  chainFrom: TODAY,
}
const file = policyFile()
const policyId = policyIdOf(file)
const position = positionOf({ policyId, historyHash: historyHash(history) })
const forecast = forecastOf(20, { policyId })
const told: ToldStanding = { document: file.document, history, position, forecast }
const state = {
  policyId,
  position: positionCommitment(file.secret, position),
  forecast: forecastCommitment(forecastSalt(file.secret, forecast), forecast),
}
const right = { document: true, history: true, position: true, forecast: true }

describe('what a gateway tells of a policy', () => {
  it('holds where the chain has its commitments', () => {
    expect(checkStanding(file, state, told)).to.deep.equal(right)
  })

  it('fails in the part that is another one; a history is known by its position alone', () => {
    const changes: readonly (readonly [Partial<ToldStanding>, Partial<typeof right>])[] = [
      [{ document: policyDocument({ capacity: 401 }) }, { document: false }],
      [{ history: { ...history, values: [4, 5] } }, { history: false }],
      [{ position: { ...position, onTheWay: 1 } }, { position: false, history: false }],
      [{ forecast: forecastOf(21, { policyId }) }, { forecast: false }],
      [{ forecast: { ...forecast, period: 4 } }, { forecast: false }],
    ]
    for (const [change, failed] of changes) {
      expect(checkStanding(file, state, { ...told, ...change })).to.deep.equal({ ...right, ...failed })
    }
  })

  it('fails under another secret, and where the chain has none', () => {
    const none = { ...state, position: null, forecast: null }
    const wrong = { document: true, history: false, position: false, forecast: false }
    expect(checkStanding(file, none, told)).to.deep.equal(wrong)
    const position2 = positionCommitment(hash('6'), position)
    expect(checkStanding(file, { ...state, position: position2 }, told).position).to.equal(false)
  })

  it('is not judged where it is not told', () => {
    const silent = { ...told, history: null, position: null, forecast: null }
    expect(checkStanding(file, state, silent)).to.deep.equal({
      document: true,
      history: null,
      position: null,
      forecast: null,
    })
  })

  it('cannot be judged by the file of another policy', () =>
    expectError(
      () => checkStanding(policyFile({ cap: 199 }), state, told),
      'PLAN_INVALID',
      /of another policy/,
    ))
})
