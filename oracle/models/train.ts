import { createRequire } from 'node:module'
import { hashCanonicalJson } from '../../sdk/crypto/canonicalJson.ts'
import { assessAll } from '../inference/assess.ts'
import { rowReadings } from '../inference/rowReadings.ts'
import type { Runtime } from '../runtime/tensorflow.ts'
import { uncertainBand } from './conformal.ts'
import { crossValidate } from './crossValidate.ts'
import { type Dataset, readDataset } from './dataset.ts'
import type { ModelDefinition } from './definition.ts'
import { type FittedModel, fitModel, type LabelledRow } from './fit.ts'
import { bytesHash } from './hashing.ts'
import { assembleModel, toFourDecimals } from './loadModel.ts'
import {
  averageMetrics,
  bootstrapIntervals,
  calibrationBins,
  type Interval,
  measure,
  type Scored,
} from './metrics.ts'
import type { ModelCard } from './modelCard.ts'
import { type Split, stratifiedSplit } from './stratify.ts'
import { rowHash, type TrainingManifest } from './trainingManifest.ts'

/** What a training run writes: file name to bytes. */
export type ModelFiles = ReadonlyMap<string, Uint8Array>

/** Called with what is being done and how much of it is. */
export type TrainingProgress = (stage: string, done: number, total: number) => void

const require = createRequire(import.meta.url)
const reportedFolds = 5
const resamples = 1000

/** Descent that stops further from the optimum than this has not converged. */
const gradientTolerance = 1e-4

/**
 * Trains a model and measures everything its card states. On the wasm back-end the files are the same to the bit at
 * every run: nothing is drawn but from the seeds of the definition, and no time or machine is recorded.
 */
export async function trainModel(
  runtime: Runtime,
  definition: ModelDefinition,
  onProgress: TrainingProgress = () => {},
): Promise<ModelFiles> {
  const { settings } = definition
  const dataset = await readDataset(definition)
  const split = splitRows(definition, dataset.rows)
  const training = split.training.map((row) => dataset.rows[row] as LabelledRow)
  const heldOut = split.heldOut.map((row) => dataset.rows[row] as LabelledRow)

  onProgress('fit', 0, 1)
  const fitted = fitModel(runtime.tf, definition, training, settings.refits)
  if (!(fitted.gradientNorm <= gradientTolerance)) {
    throw new Error(`Training of ${definition.name} did not converge: gradient ${fitted.gradientNorm}.`)
  }
  onProgress('fit', 1, 1)

  const outOfFold = (stage: string, rows: readonly LabelledRow[]) =>
    crossValidate(runtime.tf, definition, rows, reportedFolds, settings.seeds.folds, (done, total) =>
      onProgress(stage, done, total),
    )
  const onTraining = await outOfFold('abstention band', training)
  const onAll = await outOfFold('cross-validation', dataset.rows)

  const manifest = trainingManifest(definition, dataset, fitted, training)
  const weights = littleEndian(fitted.weights)
  const hashes: ModelCard['hashes'] = {
    weights: bytesHash(weights),
    preprocessing: hashCanonicalJson(fitted.preprocessing),
    training: hashCanonicalJson(manifest),
    runtime: runtime.fingerprint,
  }
  const draft = draftCard(definition, dataset, split, onTraining, onAll, hashes)
  const card = {
    ...draft,
    metrics: { ...draft.metrics, heldOut: heldOutFigures(runtime, draft, fitted, manifest, heldOut) },
  }
  return new Map([
    ['weights.bin', weights],
    ['preprocessing.json', jsonBytes(fitted.preprocessing)],
    ['training.json', jsonBytes(manifest)],
    ['card.json', jsonBytes(card)],
  ])
}

/** The rows that a definition trains on and those it holds out. */
export function splitRows(definition: ModelDefinition, rows: readonly LabelledRow[]): Split {
  const { splitParts, seeds } = definition.settings
  return stratifiedSplit(
    rows.map(({ label }) => label),
    splitParts,
    seeds.split,
  )
}

type DraftCard = Omit<ModelCard, 'metrics'> & { readonly metrics: Omit<ModelCard['metrics'], 'heldOut'> }

function draftCard(
  definition: ModelDefinition,
  dataset: Dataset,
  split: Split,
  onTraining: readonly (readonly Scored[])[],
  onAll: readonly (readonly Scored[])[],
  hashes: ModelCard['hashes'],
): DraftCard {
  const { settings } = definition
  return {
    format: 'salus-model-card/1',
    name: definition.name,
    title: definition.title,
    condition: definition.condition,
    intendedUse: definition.intendedUse,
    notFor: [...definition.notFor],
    limits: [...definition.limits],
    data: {
      ...definition.data,
      sha256: dataset.sha256,
      rows: dataset.rows.length,
      positives: dataset.rows.filter(({ label }) => label === 1).length,
    },
    split: {
      training: split.training.length,
      heldOut: split.heldOut.length,
      text: `Stratified by label, seed ${settings.seeds.split}; training.json lists the hash of every training row.`,
    },
    method: {
      text: `Logistic regression on standardised quantities and one 0/1 column per code, L2 penalty ${settings.penalty}, fitted by ${settings.descent.steps} steps of full-batch Nesterov descent from zero in TensorFlow.js ${tfjsVersion()} (WebAssembly SIMD).`,
      refits: settings.refits,
      intervalShare: settings.intervalShare,
      intervalText: `The interval holds the middle ${percent(settings.intervalShare)} of the probabilities given by ${settings.refits} refits on bootstrap resamples of the training rows: how much the estimate depends on who happened to be in the training data. It is not a bound on the truth.`,
    },
    metrics: { crossValidated: crossValidatedFigures(definition, onAll) },
    // One repeat, so that the counts are of people and not of predictions.
    calibration: calibrationBins(onAll[0] ?? []).map((bin) => ({
      ...bin,
      meanPredicted: toFourDecimals(bin.meanPredicted),
      observed: toFourDecimals(bin.observed),
    })),
    abstention: abstentionFigures(definition, onTraining),
    // Through JSON, because specifications are deeply readonly and share objects.
    features: JSON.parse(JSON.stringify(definition.features)) as ModelCard['features'],
    hashes,
  }
}

function crossValidatedFigures(
  { settings }: ModelDefinition,
  repeats: readonly (readonly Scored[])[],
): ModelCard['metrics']['crossValidated'] {
  const figures = averageMetrics(repeats.map(measure))
  const intervals = bootstrapIntervals(repeats, resamples, settings.seeds.intervals)
  const figure = (name: 'auc' | 'accuracy' | 'brier') => ({
    value: toFourDecimals(figures[name]),
    interval95: intervals[name].map(toFourDecimals) as unknown as [...Interval],
  })
  return {
    text: `${reportedFolds} stratified folds, ${repeats.length} repeats with seeds ${settings.seeds.folds.join(', ')}, over all rows; each figure over the pooled out-of-fold predictions of a repeat, averaged over repeats; 95 % percentile bootstrap over rows, ${resamples} resamples.`,
    folds: reportedFolds,
    repeats: repeats.length,
    auc: figure('auc'),
    accuracy: figure('accuracy'),
    brier: figure('brier'),
    ece: { value: toFourDecimals(figures.ece) },
  }
}

function abstentionFigures(
  { settings }: ModelDefinition,
  repeats: readonly (readonly Scored[])[],
): ModelCard['abstention'] {
  const { uncertainBetween } = uncertainBand(repeats, settings.coverage)
  const [low, high] = uncertainBetween
  const predictions = repeats.flat()
  const inBand = predictions.filter(({ probability }) => probability > low && probability < high).length
  return {
    text: `The model gives no answer when a feature is missing, stale, or outside the range of its training rows; when the values together lie further from the centre of the training rows than ${percent(settings.inDistributionShare)} of those rows do (Mahalanobis distance of the quantities); and when the probability lies strictly between ${low} and ${high}, where a label-conditional conformal predictor made for ${percent(settings.coverage)} coverage cannot exclude either answer.`,
    uncertainBetween: [low, high],
    coverage: settings.coverage,
    shareInBand: toFourDecimals(inBand / predictions.length),
  }
}

/** The shipped model, as it will be loaded, on the rows it never saw. */
function heldOutFigures(
  runtime: Runtime,
  draft: DraftCard,
  fitted: FittedModel,
  manifest: TrainingManifest,
  rows: readonly LabelledRow[],
): ModelCard['metrics']['heldOut'] {
  const placeholder = {
    text: '',
    rows: 0,
    auc: 0,
    accuracy: 0,
    brier: 0,
    ece: 0,
    abstained: 0,
    answeredAccuracy: 0,
  }
  const card: ModelCard = { ...draft, metrics: { ...draft.metrics, heldOut: placeholder } }
  const model = assembleModel(card, fitted.preprocessing, manifest, fitted.weights, runtime)
  const predictions = model.predict(rows.map(({ values }) => values))
  const scored = rows.map(({ label }, row) => ({
    probability: predictions[row]?.probability as number,
    label,
  }))
  const assessments = assessAll(
    model,
    rows.map(({ values }) => rowReadings(card.features, values)),
  )
  const answered = scored.filter((_, row) => assessments[row]?.outcome.status === 'answered')
  const { auc, accuracy, brier, ece } = measure(scored)
  return {
    text: 'The shipped model on the held-out rows, abstention left aside; then the share it abstains on, and its accuracy on the rest.',
    rows: rows.length,
    auc: toFourDecimals(auc),
    accuracy: toFourDecimals(accuracy),
    brier: toFourDecimals(brier),
    ece: toFourDecimals(ece),
    abstained: toFourDecimals(1 - answered.length / rows.length),
    answeredAccuracy: toFourDecimals(measure(answered).accuracy),
  }
}

function trainingManifest(
  definition: ModelDefinition,
  dataset: Dataset,
  fitted: FittedModel,
  rows: readonly LabelledRow[],
): TrainingManifest {
  return {
    format: 'salus-training/1',
    model: definition.name,
    dataSha256: dataset.sha256,
    tfjs: tfjsVersion(),
    settings: JSON.parse(JSON.stringify(definition.settings)) as unknown,
    gradientNorm: fitted.gradientNorm,
    trainingRows: rows.map(({ values }) => rowHash(values)),
  }
}

function littleEndian(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(values.length * 4)
  const view = new DataView(bytes.buffer)
  for (const [index, value] of values.entries()) view.setFloat32(index * 4, value, true)
  return bytes
}

function jsonBytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`)
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}

function tfjsVersion(): string {
  return (require('@tensorflow/tfjs/package.json') as { version: string }).version
}
