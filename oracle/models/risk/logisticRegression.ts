import type { TensorFlow } from '../../runtime/tensorflow.ts'
import { readAndDispose } from './readAndDispose.ts'

export interface DescentSettings {
  readonly steps: number
  readonly learningRate: number
  /** Nesterov momentum, 0 to 1. */
  readonly momentum: number
}

/** Rows to fit one model on. */
export interface WeightedRows {
  /** [rows, width], row-major, the last column 1. */
  readonly design: Float32Array
  readonly rows: number
  /** 0 or 1 per row. */
  readonly labels: readonly number[]
  /** They sum to 1. */
  readonly rowWeights: readonly number[]
}

export interface LogisticProblem {
  /** [rows, width], row-major, the last column 1. */
  readonly design: Float32Array
  readonly rows: number
  /** 0 or 1 per row. */
  readonly labels: readonly number[]
  /** Per model, the weight of each row; each list sums to 1. */
  readonly rowWeights: readonly (readonly number[])[]
  /** L2 penalty on all weights but the intercept. */
  readonly penalty: number
}

export interface LogisticFit {
  /** [width, models], row-major; the last row is the intercept. */
  readonly weights: Float32Array
  /** Greatest absolute entry of the final gradient, a check of convergence. */
  readonly gradientNorm: number
}

/**
 * Fits many penalised logistic regressions at once, one per column of the weight matrix, by full-batch Nesterov
 * descent from zero on mean cross-entropy + penalty · ‖w‖². The problem is convex, so the start does not matter, and
 * nothing is drawn at random: on one back-end the weights are the same to the bit.
 */
export function fitLogistic(
  tf: TensorFlow,
  problem: LogisticProblem,
  settings: DescentSettings,
): LogisticFit {
  const models = problem.rowWeights.length
  const { rows } = problem
  return tf.tidy(() => {
    const inputs = tf.tensor2d(problem.design, [rows, problem.design.length / rows])
    const columns = inputs.shape[1] as number
    const labels = tf.tensor2d(problem.labels.map((label) => [label]))
    const rowWeights = tf.tensor2d(problem.rowWeights.flat() as number[], [models, rows]).transpose()
    const shrinkage = tf.tensor2d(
      Float32Array.from({ length: columns }, (_, column) =>
        column === columns - 1 ? 0 : 2 * problem.penalty,
      ),
      [columns, 1],
    )
    const gradientAt = (weights: ReturnType<typeof tf.tensor2d>) =>
      tf
        .matMul(inputs, tf.sigmoid(tf.matMul(inputs, weights)).sub(labels).mul(rowWeights), true)
        .add(weights.mul(shrinkage))

    let weights = tf.zeros([columns, models]) as ReturnType<typeof tf.tensor2d>
    let velocity = tf.zeros([columns, models]) as ReturnType<typeof tf.tensor2d>
    for (let step = 0; step < settings.steps; step++) {
      const [nextWeights, nextVelocity] = tf.tidy(() => {
        const drift = velocity.mul(settings.momentum)
        const moved = drift.sub(gradientAt(weights.add(drift)).mul(settings.learningRate))
        return [weights.add(moved), moved]
      }) as [typeof weights, typeof velocity]
      weights.dispose()
      velocity.dispose()
      weights = nextWeights
      velocity = nextVelocity
    }
    return {
      weights: weights.dataSync() as Float32Array,
      gradientNorm: gradientAt(weights).abs().max().dataSync()[0] as number,
    }
  })
}

/**
 * Log-odds of each row under each model, computed by TensorFlow.js so that the back-end alone decides its bits.
 *
 * @param weights [width, models], row-major
 * @param design [rows, width], row-major, the last column 1
 * @returns [rows, models], row-major
 */
export function logisticLogOdds(
  tf: TensorFlow,
  weights: Float32Array,
  design: Float32Array,
  width: number,
): Float32Array {
  if (design.length === 0) return new Float32Array()
  const logOdds = tf.tidy(() => {
    const inputs = tf.tensor2d(design, [design.length / width, width])
    return tf.matMul(inputs, tf.tensor2d(weights, [width, weights.length / width]))
  })
  return readAndDispose(logOdds)
}
