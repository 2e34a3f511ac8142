import { expect } from 'chai'
import { assess, assessAll } from '../../../../oracle/models/risk/assess.ts'
import { heldOutRows } from '../../../../oracle/models/risk/heldOutRows.ts'
import type { RiskModel } from '../../../../oracle/models/risk/riskModel.ts'
import { rowReadings } from '../../../../oracle/models/risk/rowReadings.ts'
import type { FeatureReading } from '../../../../sdk/fhir/featureSpec.ts'
import { loadHeartModel } from '../../../helpers/heartModel.ts'

const answeredRow = [61, 1, 1, 134, 234, 0, 0, 145, 0, 2.6, 2, 2, 3]
const uncertainRow = [64, 1, 1, 110, 211, 0, 2, 144, 1, 1.8, 2, 0, 3]

describe('assess', () => {
  let model: RiskModel

  before(async () => {
    model = await loadHeartModel()
  })

  const readings = (row: readonly (number | null)[]): FeatureReading[] =>
    rowReadings(model.card.features, row)
  const withValue = (index: number, value: number | null) =>
    answeredRow.map((own, column) => (column === index ? value : own))

  function reasonsOf(people: readonly FeatureReading[]) {
    const { outcome, features } = assess(model, people)
    if (outcome.status !== 'abstained') throw new Error('The model answered.')
    for (const feature of features) {
      expect(feature.used).to.equal(null)
      expect(feature.contribution).to.equal(0)
    }
    return outcome.reasons
  }

  it('answers with probability, interval and contributions', () => {
    const { outcome, features } = assess(model, readings(answeredRow))
    if (outcome.status !== 'answered') throw new Error('The model abstained.')
    expect(outcome.probability).to.equal(0.6441)
    expect(outcome.interval[0]).to.be.at.most(outcome.probability)
    expect(outcome.interval[1]).to.be.at.least(outcome.probability)
    const total = features.reduce((sum, { contribution }) => sum + contribution, 0)
    const expected = Math.log(0.6441 / 0.3559) - Math.log(outcome.baseline / (1 - outcome.baseline))
    expect(total).to.be.closeTo(expected, 2e-3) // thirteen roundings to 4 decimals
    expect(features.map(({ used }) => used)).to.deep.equal(answeredRow)
    expect(features.map(({ status }) => status)).to.deep.equal(answeredRow.map(() => 'present'))
  })

  it('states how many of its training rows had the condition, beside where the explanation starts', () => {
    const { outcome } = assess(model, readings(answeredRow))
    if (outcome.status !== 'answered') throw new Error('The model abstained.')
    expect([outcome.prevalence, outcome.baseline]).to.deep.equal([0.4444, 0.4303]) // 96 of 216 rows
    expect(outcome.abstention.coverage).to.equal(model.card.abstention.coverage)
  })

  it('abstains when features are missing, naming each', () => {
    const reasons = reasonsOf(readings(answeredRow.map((value, index) => (index > 10 ? null : value))))
    expect(reasons.map(({ code, feature }) => [code, feature])).to.deep.equal([
      ['missing-feature', 'ca'],
      ['missing-feature', 'thal'],
    ])
    expect(reasons[0]?.text).to.match(/Major vessels coloured by fluoroscopy is missing/)
  })

  it('abstains on a stale value', () => {
    const stale = readings(answeredRow).map((reading, index) =>
      index === 4 ? { ...reading, status: 'stale' as const } : reading,
    )
    expect(reasonsOf(stale)).to.deep.equal([
      {
        code: 'stale',
        feature: 'chol',
        text: 'Serum total cholesterol is undated or more than 365 days old.',
      },
    ])
  })

  it('abstains outside the range of the training rows and on unknown codes, without showing the value', () => {
    const [far] = reasonsOf(readings(withValue(3, 231)))
    expect([far?.code, far?.feature]).to.deep.equal(['out-of-range', 'trestbps'])
    expect(far?.text).not.to.include('231')
    const [unknown] = reasonsOf(readings(withValue(12, 5)))
    expect([unknown?.code, unknown?.feature]).to.deep.equal(['out-of-range', 'thal'])
  })

  it('abstains on a combination unlike the training rows', () => {
    const { seen } = model.preprocessing
    const extreme = answeredRow.map((value, index) => {
      if (index === 0 || index === 7) return seen[index]?.[0] as number
      return index === 3 || index === 4 || index === 9 ? (seen[index]?.[1] as number) : value
    })
    expect(reasonsOf(readings(extreme)).map(({ code }) => code)).to.deep.equal(['out-of-distribution'])
  })

  it('abstains inside the uncertain band', () => {
    const [reason] = reasonsOf(readings(uncertainRow))
    expect(reason?.code).to.equal('uncertain')
    const [low, high] = model.card.abstention.uncertainBetween
    expect(reason?.text).to.include(`between ${low} and ${high}`)
  })

  it('answers many as it answers one', async () => {
    const people = (await heldOutRows(model)).map(({ values }) => readings(values))
    expect(assessAll(model, people)).to.deep.equal(people.map((person) => assess(model, person)))
    const answered = assessAll(model, people).filter(({ outcome }) => outcome.status === 'answered').length
    expect(1 - answered / people.length).to.be.closeTo(model.card.metrics.heldOut.abstained, 1e-4)
  })

  it('rejects readings of another order', () => {
    expect(() => assess(model, readings(answeredRow).toReversed())).to.throw(TypeError, /in its order/)
  })
})
