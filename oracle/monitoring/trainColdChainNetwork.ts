import { medianDetectorSettings, residualChannels } from '../../sdk/provenance/coldChain/medianDetector.ts'
import { bytesHash } from '../models/hashing.ts'
import { quantile } from '../models/metrics.ts'
import type { ModelFiles } from '../models/recipe.ts'
import { writeWeights } from '../models/risk/weightBytes.ts'
import type { Runtime } from '../runtime/tensorflow.ts'
import { type AutoencoderShape, fitAutoencoder } from './autoencoder.ts'
import { type ColdChainNetworkFile, coldChainNetworkFile, networkScores } from './coldChainNetwork.ts'
import { type Mote, moteDataPath, readMotes } from './moteData.ts'
import { residualWindows } from './residualWindows.ts'

export const shippedShape: AutoencoderShape = { width: 16, hidden: 4 }
const descent = { steps: 400, learningRate: 0.5, momentum: 0.9, seed: 1 } as const
/** The network trips on one in a thousand of the readings that it was trained on. */
const thresholdQuantile = 0.999

/** The motes at which no event was made: nothing of the others is used for training or for the threshold. */
export const calmMotes = (motes: readonly Mote[]): readonly Mote[] =>
  motes.filter(({ labels }) => labels.every((label) => label === 0))

export interface TrainedNetwork {
  readonly weights: Float32Array
  readonly threshold: number
  readonly windows: number
}

/** Fits a network to the calm motes, temperature and humidity alike. Writes the same bits at every run on the pinned back-end. */
export function trainNetwork(
  runtime: Runtime,
  motes: readonly Mote[],
  shape: AutoencoderShape,
): TrainedNetwork {
  const channels = calmMotes(motes).map(({ readings }) => residualChannels(readings))
  const parts = channels.flat().map((channel) => residualWindows(channel, shape.width))
  const windows = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    windows.set(part, at)
    at += part.length
  }
  const weights = fitAutoencoder(runtime.tf, windows, { ...shape, ...descent })
  const scores = channels.flatMap((own) => [...networkScores(runtime, weights, shape, own)])
  const threshold = quantile(
    scores.sort((one, other) => one - other),
    thresholdQuantile,
  )
  return { weights, threshold: Math.round(threshold * 1e4) / 1e4, windows: windows.length / shape.width }
}

/** The file that is shipped. */
export async function trainColdChainNetwork(runtime: Runtime): Promise<ModelFiles> {
  const { motes, dataHash } = await readMotes()
  const { weights, threshold, windows } = trainNetwork(runtime, motes, shippedShape)
  const bytes = writeWeights(weights)
  const file: ColdChainNetworkFile = {
    format: 'salus-cold-chain-anomaly/1',
    purpose:
      'Flags readings of a temperature log, for a person to look at, that are unlike the readings before them.',
    limits: [
      'Trained on two motes that measured room and outdoor air every 5 seconds for six hours, none in a cold store.',
      'It decides no verdict.',
    ],
    shape: shippedShape,
    residuals: medianDetectorSettings,
    threshold,
    training: { data: moteDataPath, dataHash, windows, thresholdQuantile, ...descent },
    runtime: runtime.fingerprint,
    weights: Buffer.from(bytes).toString('base64'),
    weightsHash: bytesHash(bytes),
  }
  return new Map([[coldChainNetworkFile, new TextEncoder().encode(`${JSON.stringify(file, null, 2)}\n`)]])
}
