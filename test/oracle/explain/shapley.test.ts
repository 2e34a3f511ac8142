import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import fc from 'fast-check'
import { linearAttributions } from '../../../oracle/explain/linearAttributions.ts'
import { type ExplainedModel, mostShapleyFeatures, shapleyValues } from '../../../oracle/explain/shapley.ts'
import { modelFolder } from '../../../oracle/models/modelFolder.ts'
import { logisticLogOdds } from '../../../oracle/models/risk/logisticRegression.ts'
import { designOf, designWidth, encodedMeans } from '../../../oracle/models/risk/preprocessing.ts'
import { readWeights } from '../../../oracle/models/risk/weightBytes.ts'
import { loadRuntime } from '../../../oracle/runtime/tensorflow.ts'
import { loadHeartModel } from '../../helpers/heartModel.ts'

type Score = (row: readonly number[]) => number

/** A model of one column per feature. */
const modelOf = (features: number, score: Score): ExplainedModel => ({
  width: features,
  columnsOf: Array.from({ length: features }, (_, feature) => [feature]),
  logOdds: (design) =>
    Array.from({ length: design.length / features }, (_, row) =>
      score([...design.subarray(row * features, (row + 1) * features)]),
    ),
})

/** Shapley values by the mean over all orders in which features can join. */
function byOrders(features: number, score: Score, row: readonly number[], background: readonly number[][]) {
  const worth = (members: ReadonlySet<number>) =>
    background.reduce(
      (sum, other) =>
        sum + score(row.map((value, index) => (members.has(index) ? value : (other[index] ?? 0)))),
      0,
    ) / background.length
  const totals = new Array<number>(features).fill(0)
  let orders = 0
  const visit = (order: readonly number[]): void => {
    if (order.length === features) {
      orders++
      const members = new Set<number>()
      for (const feature of order) {
        const before = worth(members)
        members.add(feature)
        totals[feature] = (totals[feature] ?? 0) + worth(members) - before
      }
      return
    }
    for (let feature = 0; feature < features; feature++)
      if (!order.includes(feature)) visit([...order, feature])
  }
  visit([])
  return totals.map((total) => total / orders)
}

// Halves and small whole numbers are exact as 32-bit floats, so what is compared is the method and not its rounding.
const value = fc.integer({ min: -8, max: 8 }).map((number) => number / 2)
const rowOf = (features: number) => fc.array(value, { minLength: features, maxLength: features })
const people = (features: number) =>
  fc.tuple(rowOf(features), fc.array(rowOf(features), { minLength: 1, maxLength: 3 }))

const bent: Score = ([one = 0, two = 0, three = 0, four = 0]) =>
  Math.tanh(one * two) + three * three - Math.max(two, four) + one * three * four

describe('shapleyValues', () => {
  it('equal the mean over all orders of joining', () => {
    fc.assert(
      fc.property(people(4), ([row, background]) => {
        const { contributions } = shapleyValues(modelOf(4, bent), row, background)
        for (const [feature, expected] of byOrders(4, bent, row, background).entries()) {
          expect(contributions[feature]).to.be.closeTo(expected, 1e-9)
        }
      }),
    )
  })

  it('add up from the baseline to the log-odds (efficiency)', () => {
    fc.assert(
      fc.property(people(4), ([row, background]) => {
        const { baselineLogOdds, logOdds, contributions } = shapleyValues(modelOf(4, bent), row, background)
        expect(logOdds).to.be.closeTo(bent(row), 1e-9)
        expect(contributions.reduce((sum, share) => sum + share, baselineLogOdds)).to.be.closeTo(
          logOdds,
          1e-9,
        )
      }),
    )
  })

  it('give features that do the same the same share (symmetry)', () => {
    const symmetric: Score = ([one = 0, two = 0, three = 0]) => Math.tanh(one + two) * three
    fc.assert(
      fc.property(
        value,
        value,
        fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 3 }),
        (same, last, others) => {
          const background = others.map(([shared, other]) => [shared, shared, other])
          const { contributions } = shapleyValues(modelOf(3, symmetric), [same, same, last], background)
          expect(contributions[0]).to.be.closeTo(contributions[1] as number, 1e-9)
        },
      ),
    )
  })

  it('give a feature that does nothing no share (dummy)', () => {
    const withoutThird: Score = ([one = 0, two = 0]) => Math.tanh(one * two) - one
    fc.assert(
      fc.property(people(3), ([row, background]) => {
        expect(shapleyValues(modelOf(3, withoutThird), row, background).contributions[2]).to.equal(0)
      }),
    )
  })

  it('of a sum of models are the sums of the shares (linearity)', () => {
    const other: Score = ([one = 0, two = 0, three = 0, four = 0]) => one * four - Math.abs(two) + three
    fc.assert(
      fc.property(people(4), ([row, background]) => {
        const of = (score: Score) => shapleyValues(modelOf(4, score), row, background).contributions
        const sum = of((person) => bent(person) + 3 * other(person))
        for (const [feature, share] of sum.entries()) {
          expect(share).to.be.closeTo((of(bent)[feature] ?? 0) + 3 * (of(other)[feature] ?? 0), 1e-9)
        }
      }),
    )
  })

  it('equal the linear attributions on the shipped heart model, against its training means', async () => {
    const { tf } = await loadRuntime()
    const { preprocessing } = await loadHeartModel()
    const all = readWeights(await readFile(join(await modelFolder('heart'), 'weights.bin')))
    const width = designWidth(preprocessing)
    const models = all.length / width
    const own = Float32Array.from({ length: width }, (_, row) => all[row * models] as number)
    const model: ExplainedModel = {
      width,
      columnsOf: preprocessing.features.map((feature) =>
        preprocessing.columns.flatMap((column, index) => (column.feature === feature ? [index] : [])),
      ),
      logOdds: (design) => logisticLogOdds(tf, own, design, width),
    }
    const row = [61, 1, 1, 134, 234, 0, 0, 145, 0, 2.6, 2, 2, 3]
    const linear = linearAttributions(preprocessing, all, models, row)
    const exact = shapleyValues(model, designOf(preprocessing, [row]), [[...encodedMeans(preprocessing), 1]])
    expect(exact.baselineLogOdds).to.be.closeTo(linear.baselineLogOdds, 1e-5)
    for (const [feature, contribution] of linear.contributions.entries()) {
      expect(exact.contributions[feature]).to.be.closeTo(contribution, 1e-5) // log-odds are 32-bit
    }
  })

  it('takes 2^14 coalitions in pieces', () => {
    const sum: Score = (row) => row.reduce((total, entry) => total + entry, 0)
    const row = Array.from({ length: 14 }, (_, index) => index)
    const { contributions } = shapleyValues(modelOf(14, sum), row, [new Array<number>(14).fill(1)])
    for (const [index, share] of contributions.entries()) expect(share).to.be.closeTo(index - 1, 1e-9)
  })

  it('refuses more features than it can compute, and no background', () => {
    const many = mostShapleyFeatures + 1
    const row = new Array<number>(many).fill(0)
    expect(() =>
      shapleyValues(
        modelOf(many, () => 0),
        row,
        [row],
      ),
    ).to.throw(TypeError, /at most 16/)
    expect(() =>
      shapleyValues(
        modelOf(2, () => 0),
        [0, 0],
        [],
      ),
    ).to.throw(TypeError, /background/)
  })
})
