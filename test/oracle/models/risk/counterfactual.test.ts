import { expect } from 'chai'
import fc from 'fast-check'
import { modelFolder } from '../../../../oracle/models/modelFolder.ts'
import { assess } from '../../../../oracle/models/risk/assess.ts'
import { counterfactualOf } from '../../../../oracle/models/risk/counterfactual.ts'
import { loadRiskModel } from '../../../../oracle/models/risk/loadRiskModel.ts'
import { isOutOfDistribution, type Row } from '../../../../oracle/models/risk/preprocessing.ts'
import type { RiskModel } from '../../../../oracle/models/risk/riskModel.ts'
import { rowReadings } from '../../../../oracle/models/risk/rowReadings.ts'
import { loadRuntime } from '../../../../oracle/runtime/tensorflow.ts'

/** Rows within the training range, missing where the card allows it. */
const rowsOf = ({ card, preprocessing }: RiskModel) =>
  fc.tuple(
    ...card.features.map(({ allowed, mayBeMissing }, index) => {
      const [low, high] = preprocessing.seen[index] as readonly [number, number]
      const scale = 10 ** (preprocessing.decimals[index] as number)
      const value = allowed
        ? fc.constantFrom(...allowed)
        : fc
            .integer({ min: Math.ceil(low * scale), max: Math.floor(high * scale) })
            .map((whole) => whole / scale)
      return mayBeMissing ? fc.option(value, { freq: 4 }) : value
    }),
  )

const turn = (model: RiskModel, row: Row) =>
  counterfactualOf(
    {
      specs: model.card.features,
      preprocessing: model.preprocessing,
      predict: (rows) => model.probabilities(rows),
      uncertainBetween: model.card.abstention.uncertainBetween,
    },
    row,
    model.probabilities([row])[0] as number,
  )

for (const name of ['heart', 'diabetes']) {
  describe(`counterfactualOf (${name})`, () => {
    let model: RiskModel
    let turned = 0

    before(async () => {
      model = await loadRiskModel(await modelFolder(name), await loadRuntime())
    })

    it('changes at most two actionable features, their way and within the training range, and the model answers so', () => {
      fc.assert(
        fc.property(rowsOf(model), (row) => {
          const found = turn(model, row)
          if (!found) return
          turned++
          const [, high] = model.card.abstention.uncertainBetween
          const after = row.map((value, index) => {
            const { name: feature, actionable } = model.card.features[index] ?? {}
            const change = found.changes.find((candidate) => candidate.feature === feature)
            if (!change) return value
            expect(actionable).to.equal('decrease')
            expect(change.from).to.equal(value)
            expect(change.to).to.be.lessThan(change.from)
            expect(change.to).to.be.at.least(model.preprocessing.seen[index]?.[0] as number)
            return change.to
          })
          expect(found.changes.length).to.be.within(1, 2)
          expect(model.probabilities([row])[0]).to.be.at.least(high)
          expect(model.probabilities([after])[0]).to.equal(found.probability)
          expect(found.probability).to.be.lessThan(high)
          expect(isOutOfDistribution(model.preprocessing, after)).to.equal(false)
        }),
        { seed: 1, numRuns: 60 },
      )
      expect(turned, 'rows that could be turned').to.be.greaterThan(0)
    })

    it('is the same every time, and is in the answer', () => {
      const rows = fc.sample(rowsOf(model), { seed: 2, numRuns: 200 })
      const row = rows.find((candidate) => {
        const { outcome } = assess(model, rowReadings(model.card.features, candidate))
        return outcome.status === 'answered' && outcome.counterfactual !== null
      })
      if (!row) throw new Error('No row can be turned.')
      const { outcome } = assess(model, rowReadings(model.card.features, row))
      if (outcome.status !== 'answered') throw new Error('The model abstained.')
      expect(outcome.counterfactual).to.deep.equal(turn(model, row))
      expect(turn(model, row)).to.deep.equal(turn(model, row))
    })
  })
}

describe('counterfactualOf', () => {
  const base = {
    version: 'salus-preprocessing/2',
    features: ['age', 'mass', 'pressure'],
    medians: [50, 30, 120],
    seen: [
      [20, 80],
      [20, 50],
      [90, 200],
    ],
    deviations: [10, 5, 20],
    decimals: [0, 1, 0],
    columns: [],
    distribution: { inverseCovariance: [], threshold: 0 },
  } as const
  const specs = ['age', 'mass', 'pressure'].map((name) => ({
    name,
    label: name,
    unit: '1',
    sources: [],
    possible: [0, 300] as const,
    maximumAgeDays: 1,
    ...(name === 'age' ? {} : { actionable: 'decrease' as const }),
  }))
  const risk = ([age, mass, pressure]: Row) =>
    Math.min(1, Math.max(0, ((age as number) * 10 + (mass as number) * 40 + (pressure as number) * 5) / 4000))
  const problem = (predict: (row: Row) => number) => ({
    specs,
    preprocessing: base,
    predict: (rows: readonly Row[]) => rows.map(predict),
    uncertainBetween: [0.4, 0.7] as const,
  })

  it('takes the least change in standard deviations', () => {
    const row = [70, 40, 150]
    // 3,050 of 4,000: 250 and a little must go. A deviation of mass is worth 200, one of pressure 100.
    expect(turn3(row)).to.deep.equal({
      changes: [{ feature: 'mass', from: 40, to: 33.5 }],
      probability: 0.6975,
    })
  })

  it('is null for a low answer, where nothing turns it, and never touches what is missing', () => {
    expect(turn3([20, 20, 90])).to.equal(null)
    expect(
      counterfactualOf(
        problem(() => 0.9),
        [70, 40, 150],
        0.9,
      ),
    ).to.equal(null)
    const found = counterfactualOf(
      problem(([age, , pressure]) => risk([age as number, 40, pressure as number])),
      [70, null, 160],
      0.775,
    )
    expect(found?.changes.map(({ feature }) => feature)).to.deep.equal(['pressure'])
  })

  const turn3 = (row: Row) => counterfactualOf(problem(risk), row, risk(row))
})
