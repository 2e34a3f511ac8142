import type { Optimizer, Tensor2D, Variable } from '@tensorflow/tfjs'
import { type Random, seededRandom } from '../../models/random.ts'
import type { TensorFlow } from '../../runtime/tensorflow.ts'
import type { History } from './method.ts'
import { type NetworkSettings, networkSettings } from './networkSettings.ts'
import { type Shape, scaleOf, windowsOf } from './networkWindows.ts'

/** One network for all series of a table. */
export interface TrainedNetwork {
  readonly shape: Shape
  readonly hidden: number
  readonly weights: Weights
}

/** A network that knows nothing of the last periods. */
export interface PastNetwork {
  readonly network: TrainedNetwork
  /** Periods before the end after which it knows nothing. */
  readonly before: number
}

/** Weights as rows of their matrices. */
interface Weights {
  /** [past, horizon] and [1, horizon]: a linear map of the window. */
  readonly direct: Float32Array
  readonly bias: Float32Array
  /** [past, hidden], [1, hidden] and [hidden, horizon]: what is not linear. */
  readonly inner: Float32Array
  readonly innerBias: Float32Array
  readonly outer: Float32Array
}

const NAMES = ['direct', 'bias', 'inner', 'innerBias', 'outer'] as const

/**
 * Trains one small network on windows of all histories: a linear map and one hidden layer (tanh) from the last seasons, less the last
 * value (NLinear: Zeng, Chen, Zhang & Xu 2023), to what is to be added to the seasonal naive forecast. Every history counts in units of its
 * mean change over a season. The loss is √(1 + e²), the optimiser Adam; windows are drawn by seed, so that on the pinned back-end
 * the weights are the same to the bit.
 *
 * @returns null where the histories have too few windows
 */
export function trainNetwork(
  tf: TensorFlow,
  histories: readonly History[],
  season: number,
  horizon: number,
  settings: NetworkSettings = networkSettings,
): TrainedNetwork | null {
  const shape: Shape = { past: settings.seasons * season, horizon, season }
  const windows = windowsOf(
    histories.filter((history) => history.season === season),
    shape,
  )
  if (windows.count < settings.leastWindows) return null
  const weights = descend(tf, windows, shape, settings)
  return { shape, hidden: settings.hidden, weights }
}

/** @returns null for a history of another season, or shorter than the network looks back */
export function networkForecast(
  { shape, hidden, weights }: TrainedNetwork,
  { values, season }: History,
): readonly number[] | null {
  const { past, horizon } = shape
  if (season !== shape.season || values.length <= past) return null
  const scale = scaleOf(values, season)
  const last = values[values.length - 1] as number
  const window = values.slice(-past).map((value) => (value - last) / scale)
  return answer(weights, window, hidden, horizon).map(
    (added, step) => (values[values.length - season + (step % season)] as number) + added * scale,
  )
}

function descend(
  tf: TensorFlow,
  windows: ReturnType<typeof windowsOf>,
  { past, horizon }: Shape,
  { hidden, steps, batch, learningRate, penalty, seed }: NetworkSettings,
): Weights {
  const random = seededRandom(seed)
  const rows = Math.min(batch, windows.count)
  const variables = startingPoint(tf, random, past, hidden, horizon)
  const [direct, bias, inner, innerBias, outer] = variables as readonly Variable[] as readonly Tensor2D[]
  const optimizer = tf.train.adam(learningRate)
  for (let step = 0; step < steps; step++) {
    setLearningRate(optimizer, learningRate * (1 - step / steps))
    tf.tidy(() => {
      const drawn = windows.draw(Array.from({ length: rows }, () => Math.floor(random() * windows.count)))
      const inputs = tf.tensor2d(drawn.inputs, [rows, past])
      const targets = tf.tensor2d(drawn.targets, [rows, horizon])
      optimizer.minimize(
        () => {
          // tanh z = 2 σ(2z) − 1, of which the back-end computes the right side some thirty times faster.
          const active = inputs
            .matMul(inner as Tensor2D)
            .add(innerBias as Tensor2D)
            .mul(2)
            .sigmoid()
            .mul(2)
            .sub(1)
          const said = inputs
            .matMul(direct as Tensor2D)
            .add(bias as Tensor2D)
            .add(active.matMul(outer as Tensor2D))
          const loss = said.sub(targets).square().add(1).sqrt().mean()
          const size = [direct, inner, outer]
            .map((matrix) => (matrix as Tensor2D).square().sum())
            .reduce((sum, own) => sum.add(own))
          return loss.add(size.mul(penalty)).asScalar()
        },
        false,
        variables,
      )
    })
  }
  const entries = NAMES.map((name, index) => [name, (variables[index] as Variable).dataSync().slice()])
  for (const variable of variables) variable.dispose()
  optimizer.dispose()
  return Object.fromEntries(entries) as unknown as Weights
}

/** Nothing is added to the seasonal naive forecast at first; the hidden layer starts as Glorot & Bengio (2010) do. */
function startingPoint(
  tf: TensorFlow,
  random: Random,
  past: number,
  hidden: number,
  horizon: number,
): Variable[] {
  const limit = Math.sqrt(6 / (past + hidden))
  const inner = Float32Array.from({ length: past * hidden }, () => (random() * 2 - 1) * limit)
  return [
    tf.zeros([past, horizon]),
    tf.zeros([1, horizon]),
    tf.tensor2d(inner, [past, hidden]),
    tf.zeros([1, hidden]),
    tf.zeros([hidden, horizon]),
  ].map((start) => {
    const variable = tf.variable(start)
    start.dispose()
    return variable
  })
}

/** The setting that Adam keeps is not in its public type. */
function setLearningRate(optimizer: Optimizer, rate: number): void {
  ;(optimizer as Optimizer & { learningRate: number }).learningRate = rate
}

function answer(
  { direct, bias, inner, innerBias, outer }: Weights,
  window: readonly number[],
  hidden: number,
  horizon: number,
): readonly number[] {
  const dot = (matrix: Float32Array, values: readonly number[], column: number, columns: number) =>
    values.reduce((sum, value, row) => sum + value * (matrix[row * columns + column] as number), 0)
  const active = Array.from({ length: hidden }, (_, unit) =>
    Math.tanh((innerBias[unit] as number) + dot(inner, window, unit, hidden)),
  )
  return Array.from(
    { length: horizon },
    (_, step) =>
      (bias[step] as number) + dot(direct, window, step, horizon) + dot(outer, active, step, horizon),
  )
}
