import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { hashCanonicalJson } from '../../sdk/crypto/canonicalJson.ts'
import { IntegrityError } from '../../sdk/errors/index.ts'
import type { Runtime } from '../runtime/tensorflow.ts'
import { bytesHash } from './hashing.ts'
import type { ModelFiles } from './recipe.ts'
import type { GoldenVectors, ModelHashes } from './shippedModel.ts'

const require = createRequire(import.meta.url)

/** The hashes on a card, which bind every other file of the model and the runtime, each 0x-hex of 32 bytes. */
export interface CardHashes {
  readonly weights: string
  readonly preprocessing: string
  readonly training: string
  readonly golden: string
  readonly runtime: string
}

/** What lies in `models/<name>/` beside the card. */
export interface ModelParts {
  readonly weights: Uint8Array
  readonly preprocessing: unknown
  readonly training: unknown
  readonly golden: GoldenVectors
}

export function hashesOf(parts: ModelParts, runtime: Runtime): CardHashes {
  return {
    weights: bytesHash(parts.weights),
    preprocessing: hashCanonicalJson(parts.preprocessing),
    training: hashCanonicalJson(parts.training),
    golden: hashCanonicalJson(parts.golden),
    runtime: runtime.fingerprint,
  }
}

/** The files that a training run writes. */
export function modelFiles(card: object, parts: ModelParts): ModelFiles {
  return new Map([
    ['weights.bin', parts.weights],
    ['preprocessing.json', jsonBytes(parts.preprocessing)],
    ['training.json', jsonBytes(parts.training)],
    ['golden.json', jsonBytes(parts.golden)],
    ['card.json', jsonBytes(card)],
  ])
}

/**
 * Reads a model's files and checks each against its card. Once its hash holds, a file is what the training command wrote, so
 * its shape needs no second check.
 *
 * @param readCard checks the shape of card.json
 * @throws IntegrityError MODEL_INVALID, RUNTIME_NOT_PINNED
 */
export async function readModelFiles<Card extends { readonly name: string; readonly hashes: CardHashes }>(
  folder: string,
  runtime: Runtime,
  readCard: (value: unknown, file: string) => Card,
): Promise<{ readonly card: Card; readonly parts: ModelParts }> {
  const card = readCard(await readJson(folder, 'card.json'), join(folder, 'card.json'))
  const parts: ModelParts = {
    weights: await readBytes(folder, 'weights.bin'),
    preprocessing: await readJson(folder, 'preprocessing.json'),
    training: await readJson(folder, 'training.json'),
    golden: (await readJson(folder, 'golden.json')) as GoldenVectors,
  }
  const found = hashesOf(parts, runtime)
  for (const name of ['weights', 'preprocessing', 'training', 'golden'] as const) {
    if (found[name] === card.hashes[name]) continue
    throw new IntegrityError(
      'MODEL_INVALID',
      `The ${name} file in ${folder} does not match the hash on the model card.`,
    )
  }
  if (runtime.backend === 'wasm' && runtime.fingerprint !== card.hashes.runtime) {
    throw new IntegrityError(
      'RUNTIME_NOT_PINNED',
      `Model ${card.name} was trained for another TensorFlow.js build than the one installed here; install the exact versions of package-lock.json.`,
    )
  }
  return { card, parts }
}

/** What the chain registers. */
export function chainHashes(card: { readonly hashes: CardHashes }): ModelHashes {
  return {
    weightsHash: card.hashes.weights,
    cardHash: hashCanonicalJson(card),
    preprocessingHash: card.hashes.preprocessing,
    runtimeHash: card.hashes.runtime,
  }
}

export function tfjsVersion(): string {
  return (require('@tensorflow/tfjs/package.json') as { version: string }).version
}

function jsonBytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`)
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
