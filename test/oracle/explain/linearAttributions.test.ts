import { expect } from 'chai'
import fc from 'fast-check'
import { readDataset } from '../../../oracle/models/risk/dataset.ts'
import { heartDefinition } from '../../../oracle/models/risk/heart/definition.ts'
import type { Row } from '../../../oracle/models/risk/preprocessing.ts'
import type { RiskModel } from '../../../oracle/models/risk/riskModel.ts'
import { rowHash } from '../../../oracle/models/risk/trainingManifest.ts'
import { loadHeartModel } from '../../helpers/heartModel.ts'

const logOdds = (probability: number) => Math.log(probability / (1 - probability))

/** Shapley values by their definition: every coalition, absent features drawn from the background rows. */
function shapleyByDefinition(model: RiskModel, row: Row, background: readonly Row[]): number[] {
  const features = row.length
  const value = Array.from({ length: 2 ** features }, (_, coalition) => {
    const total = background.reduce((sum, other) => {
      const mixed = row.map((own, feature) => (coalition & (1 << feature) ? own : (other[feature] as number)))
      return sum + model.explain(mixed).logOdds
    }, 0)
    return total / background.length
  })
  const factorial = (count: number): number => (count < 2 ? 1 : count * factorial(count - 1))
  const sizeOf = (coalition: number) => coalition.toString(2).replaceAll('0', '').length
  return row.map((_, feature) =>
    value.reduce((sum, without, coalition) => {
      if (coalition & (1 << feature)) return sum
      const size = sizeOf(coalition)
      const weight = (factorial(size) * factorial(features - size - 1)) / factorial(features)
      return sum + weight * ((value[coalition | (1 << feature)] as number) - without)
    }, 0),
  )
}

describe('linearAttributions', () => {
  let model: RiskModel
  let training: Row[]

  before(async () => {
    model = await loadHeartModel()
    const trained = new Set(model.training.trainingRows)
    const { rows } = await readDataset(heartDefinition)
    training = rows.map(({ values }) => values).filter((row) => trained.has(rowHash(row)))
    expect(training).to.have.length(216)
  })

  it('adds up from the baseline to the prediction (efficiency)', () => {
    const columns = model.card.features.map(({ allowed }, index) => {
      const [low, high] = model.preprocessing.seen[index] as readonly [number, number]
      return allowed ? fc.constantFrom(...allowed) : fc.double({ min: low, max: high, noNaN: true })
    })
    fc.assert(
      fc.property(fc.tuple(...columns), (row) => {
        const { baselineLogOdds, contributions } = model.explain(row)
        const sum = contributions.reduce((total, contribution) => total + contribution, baselineLogOdds)
        // The probability has 4 decimals, so it is compared on its own scale.
        expect(1 / (1 + Math.exp(-sum))).to.be.closeTo(model.predict([row])[0]?.probability as number, 6e-5)
      }),
    )
  })

  it('starts from the stated baseline', () => {
    const [row] = training as [Row]
    expect(model.explain(row).baselineLogOdds).to.be.closeTo(logOdds(model.baseline), 5e-4)
  })

  it('has contributions that average to zero over the training rows', () => {
    for (const index of model.preprocessing.features.keys()) {
      const sum = training.reduce(
        (total, row) => total + (model.explain(row).contributions[index] as number),
        0,
      )
      expect(sum / training.length).to.be.closeTo(0, 1e-6)
    }
  })

  it('equals the differences of Shapley values by definition', () => {
    // Against a background of other rows the baseline shifts; what one row has over another must not.
    const background = training.slice(0, 3)
    const [one, other] = [training[10], training[20]] as [Row, Row]
    const definition = [one, other].map((row) => shapleyByDefinition(model, row, background)) as [
      number[],
      number[],
    ]
    const ours = [one, other].map((row) => model.explain(row).contributions)
    for (const feature of one.keys()) {
      const expected = (definition[0][feature] as number) - (definition[1][feature] as number)
      expect((ours[0]?.[feature] as number) - (ours[1]?.[feature] as number)).to.be.closeTo(expected, 1e-9)
    }
  })

  it('gives a feature at its mean no contribution', () => {
    const age = model.preprocessing.columns.find(({ feature }) => feature === 'age')
    const row = (training[0] as Row).map((value, index) => (index === 0 ? (age?.mean as number) : value))
    expect(model.explain(row).contributions[0]).to.be.closeTo(0, 1e-12)
  })
})
