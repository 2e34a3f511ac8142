import { mkdir, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import type * as TensorFlow from '@tensorflow/tfjs'
import { loadRuntime } from '../../oracle/runtime/tensorflow.ts'
import { fetchPackage } from '../gasPeers/fetchPackage.ts'
import { FEATURES, layers, numbers } from './network.ts'
import { onnxFile } from './onnxFile.ts'
import { ONNX_COMMON, ONNX_RUNTIME } from './packages.ts'

const BATCH = 1_024
const WARM_UP = 50
const RUNS = 400
/** What two ways of rounding may differ by. */
const TOLERANCE = 1e-5

type Infer = (rows: Float32Array) => Promise<Float32Array>

export interface InferenceFigures {
  readonly batch: number
  /** Rows a second, by the median time of a batch. */
  readonly tfjsWasm: number
  /** Null where it cannot be had here. */
  readonly onnxRuntime: number | null
  /** Why not. */
  readonly missing?: string
}

/** One network at one batch size, on the back-end that signs and on onnxruntime-node, turn and turn about. */
export async function measureInference(): Promise<InferenceFigures> {
  const rows = numbers(BATCH * FEATURES, 7)
  const ours = await tfjs()
  const theirs = await onnx().catch(
    (error: unknown) => String((error as Error).message).split('\n', 1)[0] ?? '',
  )
  if (typeof theirs !== 'string') requireSame(await ours(rows), await theirs(rows))
  const times = { ours: [] as number[], theirs: [] as number[] }
  for (let run = -WARM_UP; run < RUNS; run++) {
    const [own, other] = [await timed(ours, rows), typeof theirs === 'string' ? 0 : await timed(theirs, rows)]
    if (run < 0) continue
    times.ours.push(own)
    times.theirs.push(other)
  }
  const perSecond = (of: number[]) => Math.round((BATCH / median(of)) * 1_000)
  const tfjsWasm = perSecond(times.ours)
  return typeof theirs === 'string'
    ? { batch: BATCH, tfjsWasm, onnxRuntime: null, missing: theirs }
    : { batch: BATCH, tfjsWasm, onnxRuntime: perSecond(times.theirs) }
}

async function tfjs(): Promise<Infer> {
  const { tf } = await loadRuntime('wasm')
  const loaded = layers.map(({ inputs, outputs, weights, biases }) => ({
    weights: tf.tensor2d(weights, [inputs, outputs]),
    biases: tf.tensor1d(biases),
  }))
  return async (rows) =>
    tf.tidy(() => {
      let values: TensorFlow.Tensor2D = tf.tensor2d(rows, [BATCH, FEATURES])
      for (const [index, { weights, biases }] of loaded.entries()) {
        values = tf.fused.matMul({
          a: values,
          b: weights,
          bias: biases,
          ...(index < loaded.length - 1 && { activation: 'relu' }),
        }) as TensorFlow.Tensor2D
      }
      return tf.sigmoid(values).dataSync() as Float32Array
    })
}

interface OnnxRuntime {
  readonly InferenceSession: {
    create(
      model: Uint8Array,
      options: object,
    ): Promise<{ run(feeds: object): Promise<Record<string, { readonly data: Float32Array }>> }>
  }
  readonly Tensor: new (type: 'float32', data: Float32Array, dimensions: readonly number[]) => object
}

/** On one thread, as ours. */
async function onnx(): Promise<Infer> {
  const [runtime, common] = [
    resolve(await fetchPackage(ONNX_RUNTIME)),
    resolve(await fetchPackage(ONNX_COMMON)),
  ]
  const link = join(dirname(runtime), 'node_modules', ONNX_COMMON.name)
  await mkdir(dirname(link), { recursive: true })
  await rm(link, { recursive: true, force: true })
  await symlink(common, link)
  const { InferenceSession, Tensor } = createRequire(join(runtime, 'package.json'))(runtime) as OnnxRuntime
  const session = await InferenceSession.create(onnxFile(layers), {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
  })
  return async (rows) => {
    const { y } = await session.run({ x: new Tensor('float32', rows, [BATCH, FEATURES]) })
    if (!y) throw new Error('onnxruntime-node gave no output.')
    return y.data
  }
}

async function timed(infer: Infer, rows: Float32Array): Promise<number> {
  const start = performance.now()
  await infer(rows)
  return performance.now() - start
}

function requireSame(ours: Float32Array, theirs: Float32Array): void {
  const worst = ours.reduce((most, value, index) => Math.max(most, Math.abs(value - (theirs[index] ?? 9))), 0)
  if (worst > TOLERANCE)
    throw new Error(`The two runtimes differ by ${worst}: they do not compute the same network.`)
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
