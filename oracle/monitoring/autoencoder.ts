import { seededRandom } from '../models/random.ts'
import { readAndDispose } from '../models/risk/readAndDispose.ts'
import type { TensorFlow } from '../runtime/tensorflow.ts'

type Matrix = ReturnType<TensorFlow['tensor2d']>

export interface AutoencoderShape {
  /** Values of one window. */
  readonly width: number
  /** Units through which it must pass. */
  readonly hidden: number
}

export interface AutoencoderTraining extends AutoencoderShape {
  readonly steps: number
  readonly learningRate: number
  readonly momentum: number
  readonly seed: number
}

/** [width + 1, hidden] and [hidden + 1, width], the last row of each the intercepts. */
export const autoencoderSize = ({ width, hidden }: AutoencoderShape): number =>
  (width + 1) * hidden + (hidden + 1) * width

/**
 * Fits x ≈ tanh(x·A + a)·B + b on the mean squared error by full-batch Nesterov descent from a seeded start (Glorot & Bengio 2010,
 * uniform). Nothing is shuffled, so that on one back-end the weights are the same to the bit.
 *
 * @param windows [rows, width], row-major
 * @returns A with a, then B with b, row-major
 */
export function fitAutoencoder(
  tf: TensorFlow,
  windows: Float32Array,
  { width, hidden, steps, learningRate, momentum, seed }: AutoencoderTraining,
): Float32Array {
  const rows = windows.length / width
  return tf.tidy(() => {
    const inputs = tf.tensor2d(windows, [rows, width])
    const ones = tf.ones([rows, 1]) as Matrix
    const extended = tf.concat2d([inputs, ones], 1)
    const gradientsAt = (encoder: Matrix, decoder: Matrix): [Matrix, Matrix] => {
      const active = squashed(tf, tf.matMul(extended, encoder))
      const hiddenOne = tf.concat2d([active, ones], 1)
      const error = tf
        .matMul(hiddenOne, decoder)
        .sub(inputs)
        .mul(2 / (rows * width)) as Matrix
      const withoutIntercept = decoder.slice([0, 0], [hidden, width])
      const back = tf
        .matMul(error, withoutIntercept, false, true)
        .mul(tf.scalar(1).sub(active.square())) as Matrix
      return [tf.matMul(extended, back, true), tf.matMul(hiddenOne, error, true)]
    }
    let place = startingPoint(tf, { width, hidden }, seed)
    let speed = place.map((matrix) => tf.zerosLike(matrix) as Matrix) as [Matrix, Matrix]
    for (let step = 0; step < steps; step++) {
      const next = tf.tidy(() => {
        const ahead = speed.map((matrix) => matrix.mul(momentum) as Matrix) as [Matrix, Matrix]
        const gradients = gradientsAt(place[0].add(ahead[0]) as Matrix, place[1].add(ahead[1]) as Matrix)
        const moved = gradients.map((gradient, part) =>
          (ahead[part] as Matrix).sub(gradient.mul(learningRate)),
        )
        return [...place.map((matrix, part) => matrix.add(moved[part] as Matrix)), ...moved]
      }) as [Matrix, Matrix, Matrix, Matrix]
      tf.dispose([...place, ...speed])
      place = [next[0], next[1]]
      speed = [next[2], next[3]]
    }
    const weights = new Float32Array(autoencoderSize({ width, hidden }))
    weights.set(place[0].dataSync() as Float32Array)
    weights.set(place[1].dataSync() as Float32Array, (width + 1) * hidden)
    return weights
  })
}

/**
 * How far the last value of each window lies from what comes out for it. The others of the window were scored in their turn: with
 * them an event would be held against the calm that follows it.
 * @param windows [rows, width], row-major
 */
export function lastValueErrors(
  tf: TensorFlow,
  weights: Float32Array,
  { width, hidden }: AutoencoderShape,
  windows: Float32Array,
): Float32Array {
  if (windows.length === 0) return new Float32Array()
  const cut = (width + 1) * hidden
  const decoder = Float32Array.from(
    { length: hidden + 1 },
    (_, unit) => weights[cut + unit * width + width - 1] as number,
  )
  const errors = tf.tidy(() => {
    const inputs = tf.tensor2d(windows, [windows.length / width, width])
    const encoder = tf.tensor2d(weights.subarray(0, width * hidden), [width, hidden])
    const intercepts = tf.tensor1d(weights.subarray(width * hidden, cut))
    const active = squashed(tf, tf.matMul(inputs, encoder).add(intercepts) as Matrix)
    const output = tf.matMul(active, tf.tensor2d(decoder.subarray(0, hidden), [hidden, 1]))
    const last = tf.tensor2d(lastColumn(windows, width), [windows.length / width, 1])
    return output
      .add(decoder[hidden] as number)
      .sub(last)
      .abs()
  })
  return readAndDispose(errors)
}

/** Read here: the back-end takes a column out many times slower. */
function lastColumn(windows: Float32Array, width: number): Float32Array {
  const last = new Float32Array(windows.length / width)
  for (let row = 0; row < last.length; row++) last[row] = windows[(row + 1) * width - 1] as number
  return last
}

/** tanh z = 2 σ(2z) − 1, of which the back-end computes the right side some thirty times faster. */
const squashed = (tf: TensorFlow, matrix: Matrix): Matrix => tf.sigmoid(matrix.mul(2)).mul(2).sub(1) as Matrix

function startingPoint(tf: TensorFlow, { width, hidden }: AutoencoderShape, seed: number): [Matrix, Matrix] {
  const random = seededRandom(seed)
  const limit = Math.sqrt(6 / (width + hidden))
  const matrix = (rows: number, columns: number): Matrix =>
    tf.tensor2d(
      // The last row, of the intercepts, starts at 0.
      Float32Array.from({ length: (rows + 1) * columns }, (_, cell) =>
        cell < rows * columns ? (2 * random() - 1) * limit : 0,
      ),
      [rows + 1, columns],
    )
  return [matrix(width, hidden), matrix(hidden, width)]
}
