import { driftReferenceOf } from '../../monitoring/driftReference.ts'
import type { Runtime } from '../../runtime/tensorflow.ts'
import { hashesOf, type ModelParts, modelFiles } from '../modelFiles.ts'
import type { ModelFiles, Progress } from '../recipe.ts'
import { type Split, stratifiedSplit } from '../stratify.ts'
import { backgroundPeople } from './background.ts'
import { calibratedOutOfFold, calibrationsFor, chooseCalibration, fitCalibration } from './calibration.ts'
import { type FoldScored, reportedFolds } from './cardFigures.ts'
import { cardPage, cardPlot } from './cardPage.ts'
import { crossValidate, type OutOfFold } from './crossValidate.ts'
import { readDataset } from './dataset.ts'
import type { ModelDefinition } from './definition.ts'
import { answeringCard, type CardInput, draftCard } from './draftCard.ts'
import { fitModel, type LabelledRow } from './fit.ts'
import { riskGoldenVectors } from './goldenCases.ts'
import type { RiskCard } from './riskCard.ts'
import type { RiskPreprocessing } from './riskModel.ts'
import { riskPredictor } from './riskPredictor.ts'
import { trainingManifest } from './trainingManifest.ts'
import { writeWeights } from './weightBytes.ts'

/** Descent that stops further from an optimum than this has not converged. */
const gradientTolerance = { logistic: 1e-4, ensemble: 1e-2 } as const

/**
 * Trains a model and measures everything its card states. On the wasm back-end the files are the same to the bit at
 * every run: nothing is drawn but from the seeds of the definition, and no time or machine is recorded.
 */
export async function trainRiskModel(
  runtime: Runtime,
  definition: ModelDefinition,
  onProgress: Progress = () => {},
): Promise<ModelFiles> {
  const { tf } = runtime
  const { settings, features, method } = definition
  const dataset = await readDataset(definition)
  const split = splitRows(definition, dataset.rows)
  const training = split.training.map((row) => dataset.rows[row] as LabelledRow)
  const heldOut = split.heldOut.map((row) => dataset.rows[row] as LabelledRow)
  const values = training.map((row) => row.values)

  onProgress('fit', 0, 1)
  const fitted = fitModel(tf, definition, training, settings.refits)
  if (!(fitted.gradientNorm <= gradientTolerance[method.kind])) {
    throw new Error(`Training of ${definition.name} did not converge: gradient ${fitted.gradientNorm}.`)
  }
  onProgress('fit', 1, 1)

  const outOfFold = (stage: string, rows: readonly LabelledRow[]) =>
    crossValidate(tf, definition, rows, reportedFolds, settings.seeds.folds, (done, total) =>
      onProgress(stage, done, total),
    )
  const candidates = calibrationsFor(method.kind)
  const calibrated = (repeats: readonly OutOfFold[][]): FoldScored[][] =>
    repeats.map((repeat) => withFolds(repeat, calibratedOutOfFold(tf, repeat, candidates)))
  const onTraining = await outOfFold('abstention band', training)
  const calibration = chooseCalibration(tf, onTraining, candidates)
  const input: CardInput = {
    definition,
    dataset,
    split,
    calibration,
    onTraining: calibrated(onTraining),
    onAll: calibrated(await outOfFold('cross-validation', dataset.rows)),
  }

  const answering = answeringCard(input)
  const [low, high] = answering.abstention.uncertainBetween
  const preprocessing: RiskPreprocessing = {
    ...fitted.preprocessing,
    calibration: fitCalibration(tf, calibration.kind, onTraining.flat()),
    background:
      method.kind === 'logistic'
        ? []
        : backgroundPeople(
            features,
            values,
            (onTraining[0] ?? []).map(({ logOdds }) => logOdds),
          ),
    drift: driftReferenceOf(
      features,
      values,
      (input.onTraining[0] ?? [])
        .map(({ probability }) => probability)
        .filter((probability) => probability <= low || probability >= high),
    ),
  }
  const predictor = riskPredictor(answering, preprocessing, fitted.weights, tf)
  const parts: ModelParts = {
    weights: writeWeights(fitted.weights),
    preprocessing,
    training: trainingManifest(definition, dataset, fitted, training),
    golden: riskGoldenVectors(
      predictor,
      heldOut.map((row) => row.values),
    ),
  }
  const card: RiskCard = { ...draftCard(input, predictor, heldOut), hashes: hashesOf(parts, runtime) }
  return new Map([
    ...modelFiles(card, parts),
    ['CARD.md', textBytes(cardPage(card))],
    ['calibration.svg', textBytes(cardPlot(card))],
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

function withFolds(
  repeat: readonly OutOfFold[],
  scored: ReturnType<typeof calibratedOutOfFold>,
): FoldScored[] {
  return scored.map((row, index) => ({ ...row, fold: repeat[index]?.fold as number }))
}

const textBytes = (text: string): Uint8Array => new TextEncoder().encode(text)
