import { expect } from 'chai'
import { fitLogistic, predictLogistic } from '../../../oracle/models/logisticRegression.ts'
import { seededRandom } from '../../../oracle/models/random.ts'
import { loadRuntime, type TensorFlow } from '../../../oracle/runtime/tensorflow.ts'

const descent = { steps: 400, learningRate: 0.5, momentum: 0.9 }

function problem(rows: number) {
  const random = seededRandom(3)
  const inputs = Array.from({ length: rows }, () => [random() * 2 - 1, random() * 2 - 1])
  return {
    rows: inputs,
    labels: inputs.map(([one, other]) =>
      (one as number) + 0.3 * (other as number) + 0.6 * (random() - 0.5) > 0 ? 1 : 0,
    ),
    rowWeights: [new Array<number>(rows).fill(1 / rows)],
    penalties: [0.01],
  }
}

describe('logistic regression', () => {
  let tf: TensorFlow

  before(async () => {
    tf = (await loadRuntime()).tf
  })

  it('finds the point where the gradient of the penalised loss is zero', () => {
    const { rows, labels, rowWeights, penalties } = problem(80)
    const { weights, gradientNorm } = fitLogistic(tf, { rows, labels, rowWeights, penalties }, descent)
    expect(gradientNorm).to.be.lessThan(1e-5)
    const errors = rows.map((row, index) => {
      const logOdds =
        (weights[0] as number) * (row[0] as number) +
        (weights[1] as number) * (row[1] as number) +
        (weights[2] as number)
      return 1 / (1 + Math.exp(-logOdds)) - (labels[index] as number)
    })
    const gradient = [0, 1].map(
      (column) =>
        errors.reduce((sum, error, row) => sum + (error * (rows[row]?.[column] as number)) / rows.length, 0) +
        0.02 * (weights[column] as number),
    )
    for (const entry of gradient) expect(Math.abs(entry)).to.be.lessThan(1e-5)
    expect(Math.abs(errors.reduce((sum, error) => sum + error / rows.length, 0))).to.be.lessThan(1e-5)
  })

  it('gives the same bits again', () => {
    const single = problem(80)
    const first = fitLogistic(tf, single, { ...descent, steps: 50 }).weights
    expect([...fitLogistic(tf, single, { ...descent, steps: 50 }).weights]).to.deep.equal([...first])
  })

  it('leaves no tensor behind', () => {
    const before = tf.memory().numTensors
    const single = problem(20)
    const { weights } = fitLogistic(tf, single, { ...descent, steps: 3 })
    predictLogistic(tf, weights, 1, single.rows)
    expect(tf.memory().numTensors).to.equal(before)
  })

  it('predicts nothing for no rows', () => {
    expect(predictLogistic(tf, Float32Array.of(1, 2, 3), 1, [])).to.have.length(0)
  })
})
