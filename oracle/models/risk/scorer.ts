import type { TensorFlow } from '../../runtime/tensorflow.ts'
import { logisticLogOdds } from './logisticRegression.ts'
import { type NetworkShape, networkLogOdds, networkSize } from './network.ts'
import { readAndDispose } from './readAndDispose.ts'

/** What weights mean: columns of a logistic regression, or networks one after the other. */
export type WeightShape = { readonly kind: 'logistic' } | ({ readonly kind: 'ensemble' } & NetworkShape)

/**
 * Uncalibrated log-odds of each row under the model and each of its refits.
 *
 * @param design [rows, width], row-major, the last column 1
 * @returns [rows, models], row-major
 */
export type LogOdds = (design: Float32Array) => Float32Array

/** The model alone, and with its refits. */
export interface Scorer {
  readonly own: LogOdds
  /** The model first, then its refits. */
  readonly all: LogOdds
  readonly models: number
}

export function scorerOf(tf: TensorFlow, shape: WeightShape, weights: Float32Array, width: number): Scorer {
  if (shape.kind === 'ensemble') {
    const size = networkSize(width, shape)
    return {
      own: networkLogOdds(tf, weights.subarray(0, size), shape, width),
      all: networkLogOdds(tf, weights, shape, width),
      models: weights.length / size,
    }
  }
  const models = weights.length / width
  const ownWeights = Float32Array.from({ length: width }, (_, row) => weights[row * models] as number)
  return {
    own: (design) => logisticLogOdds(tf, ownWeights, design, width),
    all: (design) => logisticLogOdds(tf, weights, design, width),
    models,
  }
}

/** Probabilities of log-odds, by the back-end. */
export function probabilitiesOf(tf: TensorFlow, logOdds: readonly number[] | Float32Array): Float32Array {
  if (logOdds.length === 0) return new Float32Array()
  return readAndDispose(tf.tidy(() => tf.sigmoid(tf.tensor1d(Float32Array.from(logOdds)))))
}
