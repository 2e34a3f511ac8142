import type { Bundle } from '../../../sdk/fhir/bundle.ts'
import type { AbstainedOutcome, ReportedFeature, RiskOutcome } from '../../../sdk/inference/clinicalReport.ts'
import type { Attributions } from '../../explain/attributions.ts'
import type { DriftReference } from '../../monitoring/driftReference.ts'
import type { ShippedModel } from '../shippedModel.ts'
import type { Calibration } from './calibration.ts'
import type { CompleteRow, Preprocessing, Row } from './preprocessing.ts'
import type { RiskCard } from './riskCard.ts'
import type { TrainingManifest } from './trainingManifest.ts'

/** What the model says about one person: an answer, or why it gives none. */
export interface RiskAssessment {
  readonly outcome: RiskOutcome | AbstainedOutcome
  /** In the card's order. */
  readonly features: readonly ReportedFeature[]
}

export interface Prediction {
  /** 0 to 1, 4 decimals. */
  readonly probability: number
  /** Percentile interval over the bootstrap refits, as the card states; holds the probability; 4 decimals. */
  readonly interval: readonly [low: number, high: number]
}

/** `models/<name>/preprocessing.json`: all that was learnt from the training rows but the weights. */
export interface RiskPreprocessing extends Preprocessing {
  readonly calibration: Calibration
  /** Made-up people that exact Shapley values compare with; empty where attributions are linear. */
  readonly background: readonly CompleteRow[]
  readonly drift: DriftReference
}

/** The part of a card that decides what is answered. */
export interface AnsweringCard
  extends Pick<RiskCard, 'name' | 'condition' | 'population' | 'features' | 'method' | 'split'> {
  readonly abstention: Pick<RiskCard['abstention'], 'text' | 'uncertainBetween' | 'coverage'>
}

/** What answers: everything of a model but the figures that say how well it does. */
export interface RiskPredictor {
  readonly card: AnsweringCard
  readonly preprocessing: RiskPreprocessing
  /** Probability that the attributions start from, 4 decimals. */
  readonly baseline: number
  /** @param rows raw feature values in the card's order, null where missing */
  predict(rows: readonly Row[]): Prediction[]
  /** The probabilities of `predict`, without their intervals. */
  probabilities(rows: readonly Row[]): number[]
  /** Contributions to the log-odds, not rounded. */
  explain(row: Row): Attributions
}

/** A model of the probability of a condition. */
export interface RiskModel extends ShippedModel, RiskPredictor {
  readonly kind: 'risk'
  readonly card: RiskCard
  readonly training: TrainingManifest
  readonly drift: DriftReference
  assess(bundle: Bundle, asOf: Date): RiskAssessment
}
