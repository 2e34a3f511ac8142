import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hashCanonicalJson } from '../../sdk/crypto/canonicalJson.ts'
import { IntegrityError } from '../../sdk/errors/index.ts'
import { type LinearAttributions, linearAttributions } from '../explain/linearAttributions.ts'
import type { Runtime } from '../runtime/tensorflow.ts'
import { bytesHash } from './hashing.ts'
import { predictLogistic } from './logisticRegression.ts'
import { quantile } from './metrics.ts'
import { type ModelCard, readModelCard } from './modelCard.ts'
import { encodedMeans, encodeRow, type Preprocessing, type Row } from './preprocessing.ts'
import type { TrainingManifest } from './trainingManifest.ts'

/** Rows given to the back-end at once, so that a long table does not fill its memory; bits do not depend on it. */
const batchRows = 4096

export interface Prediction {
  /** 0 to 1, 4 decimals. */
  readonly probability: number
  /** Percentile interval over the bootstrap refits, as the card states; holds the probability; 4 decimals. */
  readonly interval: readonly [low: number, high: number]
}

/** A shipped model whose files match the hashes on its card. */
export interface LoadedModel {
  readonly name: string
  readonly card: ModelCard
  readonly preprocessing: Preprocessing
  readonly training: TrainingManifest
  readonly hashes: ModelHashes
  /** Probability at the training means, 4 decimals: where the attributions start from. */
  readonly baseline: number
  /** @param rows raw feature values in the card's order, all present */
  predict(rows: readonly Row[]): Prediction[]
  /** Contributions to the log-odds, not rounded. */
  explain(row: Row): LinearAttributions
}

/** What is registered on chain for a model version, each 0x-hex of 32 bytes. */
export interface ModelHashes {
  /** SHA-256 of weights.bin. */
  readonly weightsHash: string
  /** Keccak-256 of card.json in canonical form (RFC 8785). */
  readonly cardHash: string
  /** Keccak-256 of preprocessing.json in canonical form. */
  readonly preprocessingHash: string
  /** See `runtimeFingerprint`. */
  readonly runtimeHash: string
}

/**
 * Loads a model and checks every file against its card. On the wasm back-end the runtime must be the one the card
 * names; on the native one the results carry no such promise and must not be signed.
 *
 * @throws IntegrityError MODEL_INVALID, RUNTIME_NOT_PINNED
 */
export async function loadModel(folder: string, runtime: Runtime): Promise<LoadedModel> {
  const card = readModelCard(await readJson(folder, 'card.json'), join(folder, 'card.json'))
  const preprocessing = (await readJson(folder, 'preprocessing.json')) as Preprocessing
  const training = (await readJson(folder, 'training.json')) as TrainingManifest
  const weightBytes = await readBytes(folder, 'weights.bin')
  // Once its hash holds, a file is what the training command wrote, so its shape needs no second check.
  expectHash(folder, 'preprocessing.json', hashCanonicalJson(preprocessing), card.hashes.preprocessing)
  expectHash(folder, 'training.json', hashCanonicalJson(training), card.hashes.training)
  expectHash(folder, 'weights.bin', bytesHash(weightBytes), card.hashes.weights)
  if (runtime.backend === 'wasm' && runtime.fingerprint !== card.hashes.runtime) {
    throw new IntegrityError(
      'RUNTIME_NOT_PINNED',
      `Model ${card.name} was trained for another TensorFlow.js build than the one installed here; install the exact versions of package-lock.json.`,
    )
  }
  return assembleModel(card, preprocessing, training, floatsOf(weightBytes), runtime)
}

/** The model from its checked parts. */
export function assembleModel(
  card: ModelCard,
  preprocessing: Preprocessing,
  training: TrainingManifest,
  weights: Float32Array,
  runtime: Runtime,
): LoadedModel {
  const models = 1 + card.method.refits
  const tailShare = (1 - card.method.intervalShare) / 2
  const score = (encoded: readonly (readonly number[])[]) =>
    predictLogistic(runtime.tf, weights, models, encoded)
  const predictBatch = (rows: readonly Row[]): Prediction[] => {
    const probabilities = score(rows.map((row) => encodeRow(preprocessing, row)))
    return rows.map((_, row) =>
      summarise(probabilities.subarray(row * models, (row + 1) * models), tailShare),
    )
  }
  return {
    name: card.name,
    card,
    preprocessing,
    training,
    hashes: {
      weightsHash: card.hashes.weights,
      cardHash: hashCanonicalJson(card),
      preprocessingHash: card.hashes.preprocessing,
      runtimeHash: card.hashes.runtime,
    },
    baseline: toFourDecimals(score([encodedMeans(preprocessing)])[0] as number),
    predict: (rows) => chunksOf(rows, batchRows).flatMap((batch) => predictBatch(batch)),
    explain: (row) => linearAttributions(preprocessing, weights, models, row),
  }
}

function chunksOf<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, chunk) =>
    items.slice(chunk * size, (chunk + 1) * size),
  )
}

function summarise(probabilities: Float32Array, tailShare: number): Prediction {
  const probability = toFourDecimals(probabilities[0] as number)
  const refits = [...probabilities.subarray(1)].sort((one, other) => one - other)
  if (refits.length === 0) return { probability, interval: [probability, probability] }
  const low = toFourDecimals(quantile(refits, tailShare))
  const high = toFourDecimals(quantile(refits, 1 - tailShare))
  return { probability, interval: [Math.min(low, probability), Math.max(high, probability)] }
}

/** Fixed point with 4 decimals, as everything signed has. */
export function toFourDecimals(value: number): number {
  // Adding zero turns −0 into 0, which canonical JSON would print alike but tests and readers would not see alike.
  return Math.round(value * 1e4) / 1e4 + 0
}

async function readJson(folder: string, file: string): Promise<unknown> {
  const bytes = await readBytes(folder, file)
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw new IntegrityError('MODEL_INVALID', `${join(folder, file)} is not JSON.`, { cause })
  }
}

async function readBytes(folder: string, file: string): Promise<Uint8Array> {
  try {
    return await readFile(join(folder, file))
  } catch (cause) {
    throw new IntegrityError('MODEL_INVALID', `${join(folder, file)} cannot be read.`, { cause })
  }
}

function expectHash(folder: string, file: string, found: string, stated: string): void {
  if (found !== stated) {
    throw new IntegrityError(
      'MODEL_INVALID',
      `${join(folder, file)} does not match the hash on the model card.`,
    )
  }
}

/** Little-endian 32-bit floats, whatever the byte order of the machine. */
function floatsOf(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Float32Array.from({ length: bytes.byteLength / 4 }, (_, index) => view.getFloat32(index * 4, true))
}
