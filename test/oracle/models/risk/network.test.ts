import { expect } from 'chai'
import { areaUnderCurve } from '../../../../oracle/models/metrics.ts'
import { seededRandom } from '../../../../oracle/models/random.ts'
import { fitNetworks, networkLogOdds, networkSize } from '../../../../oracle/models/risk/network.ts'
import { loadRuntime, type TensorFlow } from '../../../../oracle/runtime/tensorflow.ts'

const settings = {
  members: 3,
  hidden: 4,
  penalty: 1e-4,
  hiddenPenalty: 1e-4,
  descent: { steps: 400, learningRate: 0.5, momentum: 0.9 },
}
const width = 3

/** Labels by the sign of a product, which nothing linear can tell. */
function crossed(rows: number) {
  const random = seededRandom(4)
  const inputs = Array.from({ length: rows }, () => [2 * random() - 1, 2 * random() - 1] as const)
  return {
    design: Float32Array.from(inputs.flatMap((row) => [...row, 1])),
    rows,
    labels: inputs.map(([one, other]) => (one * other > 0 ? 1 : 0)),
    rowWeights: new Array<number>(rows).fill(1 / rows),
  }
}

/** What one member says of a row, as the layout of the weights has it. */
function memberScore(list: Float32Array, row: readonly number[], member: number): number {
  const { members, hidden } = settings
  const units = members * hidden
  const dot = (start: number, stride: number) =>
    row.reduce((sum, value, index) => sum + value * (list[start + index * stride] as number), 0)
  let score = dot((width + 1) * units + member, members)
  for (let unit = member * hidden; unit < (member + 1) * hidden; unit++) {
    score += (list[width * units + unit] as number) * Math.tanh(dot(unit, units))
  }
  return score
}

/** The mean over members. */
function byHand(weights: Float32Array, row: readonly number[]): number {
  const scores = Array.from({ length: settings.members }, (_, member) => memberScore(weights, row, member))
  return scores.reduce((sum, score) => sum + score, 0) / scores.length
}

describe('networks', () => {
  let tf: TensorFlow

  before(async () => {
    tf = (await loadRuntime()).tf
  })

  it('learn what no logistic regression can', () => {
    const problem = crossed(200)
    const { weights } = fitNetworks(tf, problem, settings, 1)
    const logOdds = networkLogOdds(tf, weights, settings, width)(problem.design)
    const scored = problem.labels.map((label, row) => ({ probability: logOdds[row] as number, label }))
    expect(areaUnderCurve(scored)).to.be.greaterThan(0.95)
  })

  it('are the mean over their members', () => {
    const problem = crossed(30)
    const { weights } = fitNetworks(
      tf,
      problem,
      { ...settings, descent: { ...settings.descent, steps: 40 } },
      1,
    )
    expect(weights).to.have.length(networkSize(width, settings))
    const logOdds = networkLogOdds(tf, weights, settings, width)(problem.design)
    for (let row = 0; row < problem.rows; row++) {
      const inputs = [...problem.design.subarray(row * width, (row + 1) * width)]
      expect(logOdds[row]).to.be.closeTo(byHand(weights, inputs), 1e-4)
    }
  })

  it('descend along the gradient of the penalised loss', () => {
    const problem = crossed(40)
    const still = { ...settings, descent: { ...settings.descent, steps: 0 } }
    const step = { ...settings, descent: { steps: 1, learningRate: 1e-3, momentum: 0 } }
    const start = fitNetworks(tf, problem, still, 1).weights
    const after = fitNetworks(tf, problem, step, 1).weights
    const units = settings.members * settings.hidden
    const loss = (weights: Float32Array) => {
      let total = 0
      for (let member = 0; member < settings.members; member++) {
        for (let row = 0; row < problem.rows; row++) {
          const inputs = [...problem.design.subarray(row * width, (row + 1) * width)]
          const score = memberScore(weights, inputs, member)
          total += Math.log(1 + Math.exp(problem.labels[row] === 1 ? -score : score)) / problem.rows
        }
      }
      for (let index = 0; index < weights.length; index++) {
        const isInnerIntercept = index >= (width - 1) * units && index < width * units
        const isDirectIntercept = index >= weights.length - settings.members
        if (!isInnerIntercept && !isDirectIntercept)
          total += settings.penalty * (weights[index] as number) ** 2
      }
      return total
    }
    for (const index of [0, units + 1, width * units + 2, start.length - 7, start.length - 1]) {
      const nudged = (by: number) => {
        const copy = Float32Array.from(start)
        copy[index] = (copy[index] as number) + by
        return loss(copy)
      }
      const slope = (nudged(1e-2) - nudged(-1e-2)) / 2e-2
      const moved = ((after[index] as number) - (start[index] as number)) / -1e-3
      expect(moved, String(index)).to.be.closeTo(slope, 2e-3)
    }
  })

  it('give the same bits again, and others from another seed', () => {
    const problem = crossed(50)
    const short = { ...settings, descent: { ...settings.descent, steps: 20 } }
    const trained = (seed: number) => [...fitNetworks(tf, problem, short, seed).weights]
    expect(trained(1)).to.deep.equal(trained(1))
    expect(trained(2)).not.to.deep.equal(trained(1))
  })

  it('say the same of a row alone, in a batch, and beside other ensembles', () => {
    const problem = crossed(64)
    const short = { ...settings, descent: { ...settings.descent, steps: 20 } }
    const [first, second] = [1, 2].map((seed) => fitNetworks(tf, problem, short, seed).weights) as [
      Float32Array,
      Float32Array,
    ]
    const own = networkLogOdds(tf, first, settings, width)
    const batch = own(problem.design)
    const alone = Array.from(
      { length: 64 },
      (_, row) => own(problem.design.slice(row * width, (row + 1) * width))[0],
    )
    expect([...batch]).to.deep.equal(alone)
    const both = networkLogOdds(tf, Float32Array.of(...first, ...second), settings, width)(problem.design)
    for (let row = 0; row < 64; row++) expect(both[row * 2]).to.be.closeTo(batch[row] as number, 1e-5)
  })

  it('leave no tensor behind', () => {
    const before = tf.memory().numTensors
    const problem = crossed(20)
    const { weights } = fitNetworks(
      tf,
      problem,
      { ...settings, descent: { ...settings.descent, steps: 3 } },
      1,
    )
    networkLogOdds(tf, weights, settings, width)(problem.design)
    expect(tf.memory().numTensors).to.equal(before)
    expect(networkLogOdds(tf, weights, settings, width)(new Float32Array())).to.have.length(0)
  })
})
