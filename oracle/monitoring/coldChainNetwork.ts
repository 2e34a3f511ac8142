import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { hashSchema } from '../../sdk/chain/schemas.ts'
import { hashCanonicalJson } from '../../sdk/crypto/canonicalJson.ts'
import { IntegrityError } from '../../sdk/errors/index.ts'
import type { Detector } from '../../sdk/provenance/coldChain/assess.ts'
import { medianDetectorSettings } from '../../sdk/provenance/coldChain/medianDetector.ts'
import { bytesHash } from '../models/hashing.ts'
import { modelsFolder } from '../models/modelFolder.ts'
import { readWeights } from '../models/risk/weightBytes.ts'
import type { Runtime } from '../runtime/tensorflow.ts'
import { type AutoencoderShape, autoencoderSize, lastValueErrors } from './autoencoder.ts'
import { residualWindows } from './residualWindows.ts'

/** The one file of the network, in the folder of the models. */
export const coldChainNetworkFile = 'cold-chain-anomaly.json'

const whole = z.number().int().positive().max(100_000)

const fileSchema = z.strictObject({
  format: z.literal('salus-cold-chain-anomaly/1'),
  purpose: z.string(),
  limits: z.array(z.string()),
  shape: z.strictObject({ width: whole.max(256), hidden: whole.max(256) }),
  /** How what it was trained on was made, which is how it is given a log. */
  residuals: z.strictObject({
    window: z.literal(medianDetectorSettings.window),
    scaleWindow: z.literal(medianDetectorSettings.scaleWindow),
  }),
  /** Error above which the network trips. */
  threshold: z.number().positive(),
  training: z.strictObject({
    data: z.string(),
    dataHash: hashSchema,
    windows: whole,
    thresholdQuantile: z.number(),
    steps: whole,
    learningRate: z.number(),
    momentum: z.number(),
    seed: whole,
  }),
  runtime: hashSchema,
  /** Little-endian 32-bit floats, base64. */
  weights: z.string().max(1_000_000),
  weightsHash: hashSchema,
})

export type ColdChainNetworkFile = z.infer<typeof fileSchema>

/** An autoencoder of residuals beside the rolling median: it has seen calm series only, and calls odd what it cannot copy. */
export interface ColdChainNetwork {
  readonly file: ColdChainNetworkFile
  /** keccak256 of the file as canonical JSON: the model hash that is anchored. */
  readonly modelHash: string
  readonly detect: Detector
}

/**
 * Loads the shipped network.
 * @throws IntegrityError MODEL_INVALID, RUNTIME_NOT_PINNED
 */
export async function loadColdChainNetwork(
  runtime: Runtime,
  path: string = join(modelsFolder, coldChainNetworkFile),
): Promise<ColdChainNetwork> {
  const file = await readNetworkFile(path)
  const bytes = new Uint8Array(Buffer.from(file.weights, 'base64'))
  if (bytesHash(bytes) !== file.weightsHash || bytes.length !== 4 * autoencoderSize(file.shape)) {
    throw new IntegrityError('MODEL_INVALID', `The weights in ${path} are not those that the file states.`)
  }
  if (runtime.backend === 'wasm' && runtime.fingerprint !== file.runtime) {
    throw new IntegrityError(
      'RUNTIME_NOT_PINNED',
      'The cold-chain network was trained for another TensorFlow.js build than the one installed here; install the exact versions of package-lock.json.',
    )
  }
  const weights = readWeights(bytes)
  return {
    file,
    modelHash: hashCanonicalJson(file),
    detect: (channels) => ({
      detector: 'autoencoder',
      scores: networkScores(runtime, weights, file.shape, channels),
      threshold: file.threshold,
    }),
  }
}

/** Per reading the greatest error among the channels; each passes through the same network by itself, with what went before. */
export function networkScores(
  { tf }: Runtime,
  weights: Float32Array,
  shape: AutoencoderShape,
  channels: readonly Float64Array[],
): Float64Array {
  const scores = new Float64Array(channels[0]?.length ?? 0)
  for (const channel of channels) {
    const errors = lastValueErrors(tf, weights, shape, residualWindows(channel, shape.width))
    for (let index = 0; index < scores.length; index++) {
      scores[index] = Math.max(scores[index] as number, errors[index] as number)
    }
  }
  return scores
}

async function readNetworkFile(path: string): Promise<ColdChainNetworkFile> {
  try {
    return fileSchema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (cause) {
    throw new IntegrityError('MODEL_INVALID', `${path} cannot be read as the cold-chain network.`, { cause })
  }
}
