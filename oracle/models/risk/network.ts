import type { TensorFlow } from '../../runtime/tensorflow.ts'
import { seededRandom } from '../random.ts'
import type { DescentSettings, WeightedRows } from './logisticRegression.ts'
import { readAndDispose } from './readAndDispose.ts'

/** How many small networks are averaged, and how large each is. */
export interface NetworkShape {
  readonly members: number
  /** Hidden units of each. */
  readonly hidden: number
}

export interface NetworkSettings extends NetworkShape {
  readonly descent: DescentSettings
  /** L2 penalty on the weights past the hidden layer. */
  readonly penalty: number
  /** L2 penalty on the weights into and out of the hidden layer: the greater, the closer to a logistic regression. */
  readonly hiddenPenalty: number
}

type Matrix = ReturnType<TensorFlow['tensor2d']>

/** Weights of all members side by side; each row of the last width is an intercept. */
interface Parameters {
  /** [columns + 1, members · hidden], the last row the intercepts. */
  readonly inner: Matrix
  /** [members · hidden, 1]. */
  readonly outer: Matrix
  /** [columns + 1, members], past the hidden layer, the last row the intercepts. */
  readonly direct: Matrix
}

/**
 * Fits an ensemble of networks, each a logistic regression plus one hidden layer of tanh units, on mean cross-entropy
 * + penalty · ‖w‖² by full-batch Nesterov descent. The members differ in their seeded start alone (Glorot & Bengio 2010,
 * uniform); nothing is shuffled, so that on one back-end the weights are the same to the bit.
 *
 * @returns the weights in the order of `networkLogOdds`, and the greatest absolute entry of the final gradient
 */
export function fitNetworks(
  tf: TensorFlow,
  { design, rows, labels, rowWeights }: WeightedRows,
  { members, hidden, descent, penalty, hiddenPenalty }: NetworkSettings,
  seed: number,
): { readonly weights: Float32Array; readonly gradientNorm: number } {
  const width = design.length / rows
  const units = members * hidden
  return tf.tidy(() => {
    const inputs = tf.tensor2d(design, [rows, width])
    const targets = tf.tensor2d([...labels], [rows, 1])
    const share = tf.tensor2d([...rowWeights], [rows, 1])
    // Which hidden unit is whose: 1 where unit and member belong together.
    const memberOf = tf.tensor2d(blockIndicator(members, hidden), [units, members])
    const notIntercept = tf.tensor2d(
      Float32Array.from({ length: width }, (_, row) => (row === width - 1 ? 0 : 1)),
      [width, 1],
    )
    const shrinkage = notIntercept.mul(2 * penalty)
    const hiddenShrinkage = notIntercept.mul(2 * hiddenPenalty)
    const gradientAt = ({ inner, outer, direct }: Parameters): Parameters => {
      // tanh z = 2 σ(2z) − 1, of which the back-end computes the right side some thirty times faster.
      const active = tf.sigmoid(tf.matMul(inputs, inner).mul(2)).mul(2).sub(1) as Matrix
      const ownOuter = memberOf.mul(outer) as Matrix
      const logOdds = tf.matMul(active, ownOuter).add(tf.matMul(inputs, direct))
      const error = tf.sigmoid(logOdds).sub(targets).mul(share) as Matrix
      const slope = tf.scalar(1).sub(active.square())
      const innerError = tf.matMul(error, ownOuter, false, true).mul(slope) as Matrix
      return {
        inner: tf.matMul(inputs, innerError, true).add(inner.mul(hiddenShrinkage)),
        outer: tf
          .matMul(active, error, true)
          .mul(memberOf)
          .sum(1, true)
          .add(outer.mul(2 * hiddenPenalty)),
        direct: tf.matMul(inputs, error, true).add(direct.mul(shrinkage)),
      }
    }
    let place = startingPoint(tf, width, members, hidden, seed)
    let velocity = eachOf(place, (matrix) => tf.zerosLike(matrix) as Matrix)
    for (let step = 0; step < descent.steps; step++) {
      const before = [...Object.values(place), ...Object.values(velocity)] as Matrix[]
      const next = tf.tidy(() => {
        const drift = eachOf(velocity, (matrix) => matrix.mul(descent.momentum))
        const gradient = gradientAt(combine(place, drift))
        const moved = combine(
          drift,
          eachOf(gradient, (matrix) => matrix.mul(-descent.learningRate)),
        )
        return { place: combine(place, moved), velocity: moved } as unknown as { [name: string]: Matrix }
      }) as unknown as { place: Parameters; velocity: Parameters }
      for (const matrix of before) matrix.dispose()
      place = next.place
      velocity = next.velocity
    }
    const gradient = gradientAt(place)
    const norms = Object.values(gradient).map((matrix: Matrix) => matrix.abs().max().dataSync()[0] as number)
    return { weights: joined(place), gradientNorm: Math.max(...norms) }
  })
}

/** Weights of one ensemble. */
export function networkSize(width: number, { members, hidden }: NetworkShape): number {
  return (width + 1) * members * hidden + width * members
}

/**
 * Log-odds of rows under one or more ensembles: the mean over the members of each. Computed by TensorFlow.js, so that the
 * back-end alone decides its bits.
 *
 * @param weights ensembles as `fitNetworks` gives them, one after the other
 * @returns a function of a design, [rows, width], row-major, the last column 1, to [rows, ensembles], row-major
 */
export function networkLogOdds(
  tf: TensorFlow,
  weights: Float32Array,
  shape: NetworkShape,
  width: number,
): (design: Float32Array) => Float32Array {
  const units = shape.members * shape.hidden
  const ensembles = weights.length / networkSize(width, shape)
  const { inner, outer, direct } = averaged(weights, shape, width)
  return (design) => {
    if (design.length === 0) return new Float32Array()
    const logOdds = tf.tidy(() => {
      const inputs = tf.tensor2d(design, [design.length / width, width])
      const active = tf.sigmoid(tf.matMul(inputs, tf.tensor2d(inner, [width, units * ensembles]))) as Matrix
      return tf
        .matMul(active, tf.tensor2d(outer, [units * ensembles, ensembles]))
        .add(tf.matMul(inputs, tf.tensor2d(direct, [width, ensembles])))
    })
    return readAndDispose(logOdds)
  }
}

/**
 * Ensembles side by side, the mean over their members taken in the weights, since it is linear past the hidden units; and
 * tanh z written as 2 σ(2z) − 1, its scale in the weights on either side and its shift in the last intercept.
 */
function averaged(
  weights: Float32Array,
  shape: NetworkShape,
  width: number,
): { readonly [part in keyof Parameters]: Float32Array } {
  const { members, hidden } = shape
  const units = members * hidden
  const size = networkSize(width, shape)
  const ensembles = weights.length / size
  const inner = new Float32Array(width * units * ensembles)
  const outer = new Float32Array(units * ensembles * ensembles)
  const direct = new Float32Array(width * ensembles)
  for (let ensemble = 0; ensemble < ensembles; ensemble++) {
    const at = (index: number) => weights[ensemble * size + index] as number
    let shift = 0
    for (let unit = 0; unit < units; unit++) {
      for (let row = 0; row < width; row++) {
        inner[row * units * ensembles + ensemble * units + unit] = 2 * at(row * units + unit)
      }
      outer[(ensemble * units + unit) * ensembles + ensemble] = (2 * at(width * units + unit)) / members
      shift += at(width * units + unit)
    }
    for (let row = 0; row < width; row++) {
      let sum = 0
      for (let member = 0; member < members; member++) sum += at((width + 1) * units + row * members + member)
      direct[row * ensembles + ensemble] = (row === width - 1 ? sum - shift : sum) / members
    }
  }
  return { inner, outer, direct }
}

function startingPoint(
  tf: TensorFlow,
  width: number,
  members: number,
  hidden: number,
  seed: number,
): Parameters {
  const random = seededRandom(seed)
  const uniform = (count: number, limit: number) =>
    Float32Array.from({ length: count }, () => (2 * random() - 1) * limit)
  const units = members * hidden
  const innerLimit = Math.sqrt(6 / (width - 1 + hidden))
  return {
    inner: tf.tensor2d(uniform(width * units, innerLimit), [width, units]),
    outer: tf.tensor2d(uniform(units, Math.sqrt(6 / (hidden + 1))), [units, 1]),
    direct: tf.zeros([width, members]),
  }
}

function blockIndicator(members: number, hidden: number): Float32Array {
  return Float32Array.from({ length: members * hidden * members }, (_, cell) =>
    Math.floor(Math.floor(cell / members) / hidden) === cell % members ? 1 : 0,
  )
}

function eachOf({ inner, outer, direct }: Parameters, change: (matrix: Matrix) => Matrix): Parameters {
  return { inner: change(inner), outer: change(outer), direct: change(direct) }
}

function combine(one: Parameters, other: Parameters): Parameters {
  return {
    inner: one.inner.add(other.inner),
    outer: one.outer.add(other.outer),
    direct: one.direct.add(other.direct),
  }
}

function joined({ inner, outer, direct }: Parameters): Float32Array {
  const parts = [inner, outer, direct].map((matrix) => matrix.dataSync() as Float32Array)
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
