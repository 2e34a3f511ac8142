import type * as TensorFlow from '@tensorflow/tfjs'
import { type ExplainedModel, shapleyValues } from '../../oracle/explain/shapley.ts'
import { loadRuntime } from '../../oracle/runtime/tensorflow.ts'
import { FEATURES, layers, numbers } from './network.ts'

/** Networks of the ensemble that is explained, as of those that ship. */
const NETWORKS = 7
const RUNS = 40
const WARM_UP = 5

export interface ShapleyFigures {
  readonly features: number
  /** Milliseconds, the median, for one network and for an ensemble of seven. */
  readonly network: number
  readonly ensemble: number
}

/** All 2^13 coalitions of one person's features against one background person, on the back-end that signs. */
export async function measureShapley(): Promise<ShapleyFigures> {
  const { tf } = await loadRuntime('wasm')
  const loaded = layers.map(({ inputs, outputs, weights, biases }) => ({
    weights: tf.tensor2d(weights, [inputs, outputs]),
    biases: tf.tensor1d(biases),
  }))
  const network = (rows: TensorFlow.Tensor2D): TensorFlow.Tensor2D => {
    let values = rows
    for (const [index, { weights, biases }] of loaded.entries()) {
      values = tf.fused.matMul({
        a: values,
        b: weights,
        bias: biases,
        ...(index < loaded.length - 1 && { activation: 'relu' }),
      }) as TensorFlow.Tensor2D
    }
    return values
  }
  const model = (networks: number): ExplainedModel => ({
    width: FEATURES,
    columnsOf: Array.from({ length: FEATURES }, (_, column) => [column]),
    logOdds: (design) =>
      tf.tidy(() => {
        const rows = tf.tensor2d(design, [design.length / FEATURES, FEATURES])
        const outputs = Array.from({ length: networks }, () => network(rows))
        return tf.addN(outputs).div(networks).dataSync() as Float32Array
      }),
  })
  const [row, other] = [numbers(FEATURES, 3), numbers(FEATURES, 5)]
  const measure = (networks: number) => {
    const explained = model(networks)
    const times: number[] = []
    for (let run = -WARM_UP; run < RUNS; run++) {
      const start = performance.now()
      shapleyValues(explained, row, [other])
      if (run >= 0) times.push(performance.now() - start)
    }
    times.sort((a, b) => a - b)
    return Math.round((times[RUNS / 2] ?? 0) * 10) / 10
  }
  return { features: FEATURES, network: measure(1), ensemble: measure(NETWORKS) }
}
