import { expect } from 'chai'
import { seededRandom } from '../../../../oracle/models/random.ts'
import { fitLogistic, logisticLogOdds } from '../../../../oracle/models/risk/logisticRegression.ts'
import { loadRuntime, type TensorFlow } from '../../../../oracle/runtime/tensorflow.ts'

const descent = { steps: 400, learningRate: 0.5, momentum: 0.9 }

function problem(rows: number) {
  const random = seededRandom(3)
  const inputs = Array.from({ length: rows }, () => [random() * 2 - 1, random() * 2 - 1])
  return {
    inputs,
    design: Float32Array.from(inputs.flatMap((row) => [...row, 1])),
    rows,
    labels: inputs.map(([one, other]) =>
      (one as number) + 0.3 * (other as number) + 0.6 * (random() - 0.5) > 0 ? 1 : 0,
    ),
    rowWeights: [new Array<number>(rows).fill(1 / rows)],
    penalty: 0.01,
  }
}

describe('logistic regression', () => {
  let tf: TensorFlow

  before(async () => {
    tf = (await loadRuntime()).tf
  })

  it('finds the point where the gradient of the penalised loss is zero', () => {
    const single = problem(80)
    const { inputs, labels } = single
    const { weights, gradientNorm } = fitLogistic(tf, single, descent)
    expect(gradientNorm).to.be.lessThan(1e-5)
    const errors = inputs.map((row, index) => {
      const logOdds =
        (weights[0] as number) * (row[0] as number) +
        (weights[1] as number) * (row[1] as number) +
        (weights[2] as number)
      return 1 / (1 + Math.exp(-logOdds)) - (labels[index] as number)
    })
    const gradient = [0, 1].map(
      (column) =>
        errors.reduce(
          (sum, error, row) => sum + (error * (inputs[row]?.[column] as number)) / inputs.length,
          0,
        ) +
        0.02 * (weights[column] as number),
    )
    for (const entry of gradient) expect(Math.abs(entry)).to.be.lessThan(1e-5)
    expect(Math.abs(errors.reduce((sum, error) => sum + error / inputs.length, 0))).to.be.lessThan(1e-5)
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
    logisticLogOdds(tf, weights, single.design, 3)
    expect(tf.memory().numTensors).to.equal(before)
  })

  it('predicts nothing for no rows', () => {
    expect(logisticLogOdds(tf, Float32Array.of(1, 2, 3), new Float32Array(), 3)).to.have.length(0)
  })
})
