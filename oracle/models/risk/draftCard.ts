import type { Split } from '../stratify.ts'
import type { ChosenCalibration } from './calibration.ts'
import {
  abstentionFigures,
  calibrationFigures,
  crossValidatedFigures,
  heldOutFigures,
  type Repeats,
  subgroupFigures,
} from './cardFigures.ts'
import { uncertainBand } from './conformal.ts'
import type { Dataset } from './dataset.ts'
import type { ModelDefinition } from './definition.ts'
import type { LabelledRow } from './fit.ts'
import { methodCard, percent } from './methodCard.ts'
import type { RiskCard } from './riskCard.ts'
import type { AnsweringCard, RiskPredictor } from './riskModel.ts'

/** What the figures of a card are made from. */
export interface CardInput {
  readonly definition: ModelDefinition
  readonly dataset: Dataset
  readonly split: Split
  readonly calibration: ChosenCalibration
  /** Out-of-fold predictions of the training rows, of which the abstention band is made. */
  readonly onTraining: Repeats
  /** Out-of-fold predictions of all rows. */
  readonly onAll: Repeats
}

/** What decides about answers; the rest of the card is measured with it. */
export function answeringCard(input: CardInput): AnsweringCard {
  const { definition, dataset, split, calibration, onTraining } = input
  const { settings, features, population } = definition
  const { uncertainBetween } = uncertainBand(onTraining, settings.coverage)
  const [low, high] = uncertainBetween
  const missing = features.some(({ mayBeMissing }) => mayBeMissing)
    ? 'a feature that it needs is missing or stale, or one is'
    : 'a feature is missing, stale, or'
  return {
    name: definition.name,
    condition: definition.condition,
    ...(definition.population ? { population: definition.population } : {}),
    // Through JSON, because specifications are deeply readonly and share objects.
    features: JSON.parse(JSON.stringify(features)) as RiskCard['features'],
    method: methodCard(definition, calibration),
    split: {
      training: split.training.length,
      trainingPositives: split.training.filter((row) => dataset.rows[row]?.label === 1).length,
      heldOut: split.heldOut.length,
      text: `Stratified by label, seed ${settings.seeds.split}; training.json lists the hash of every training row.`,
    },
    abstention: {
      text: `The model gives no answer ${population ? `when the record says that the patient is not ${population.sex}${population.notPregnant ? ' or is pregnant' : ''}; ` : ''}when ${missing} outside the range of its training rows; when the values together lie further from the centre of the training rows than ${percent(settings.inDistributionShare)} of such people do (Mahalanobis distance of the quantities); and when the probability lies strictly between ${low} and ${high}, where a label-conditional conformal predictor made for ${percent(settings.coverage)} coverage cannot exclude either answer.`,
      uncertainBetween: [low, high],
      coverage: settings.coverage,
    },
  }
}

/** The card without its hashes. */
export function draftCard(
  input: CardInput,
  predictor: RiskPredictor,
  heldOut: readonly LabelledRow[],
): Omit<RiskCard, 'hashes'> {
  const { definition, dataset, onAll } = input
  const { card } = predictor
  return {
    format: 'salus-model-card/1',
    kind: 'risk',
    name: definition.name,
    title: definition.title,
    condition: definition.condition,
    ...(definition.population ? { population: definition.population } : {}),
    intendedUse: definition.intendedUse,
    notFor: [...definition.notFor],
    limits: [...definition.limits],
    data: {
      ...definition.data,
      sha256: dataset.sha256,
      rows: dataset.rows.length,
      positives: dataset.rows.filter(({ label }) => label === 1).length,
    },
    split: card.split,
    validation: {
      validated: [...definition.validation.validated],
      notValidated: [...definition.validation.notValidated],
    },
    method: card.method,
    metrics: {
      crossValidated: crossValidatedFigures(definition, onAll),
      heldOut: heldOutFigures(definition, predictor, heldOut),
      subgroups: subgroupFigures(definition, dataset.rows, onAll),
    },
    calibration: calibrationFigures(onAll),
    abstention: { ...card.abstention, ...abstentionFigures(definition, input, predictor, heldOut) },
    features: card.features,
  }
}
