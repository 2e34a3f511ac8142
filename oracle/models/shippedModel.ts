import type { Bundle } from '../../sdk/fhir/bundle.ts'
import type { FeatureSpec } from '../../sdk/fhir/featureSpec.ts'
import type {
  CalibrationBin,
  ModelKind,
  Outcome,
  ReportedFeature,
  ReportedFigure,
} from '../../sdk/inference/clinicalReport.ts'
import type { ModelDescriptor } from '../../sdk/inference/modelVersion.ts'
import type { DriftReference } from '../monitoring/driftReference.ts'

/** A made-up or public person, and what the model said where it was trained. */
export interface GoldenCase {
  readonly name: string
  /** ISO 8601. */
  readonly asOf: string
  readonly bundle: Bundle
  /** Keccak-256 of the assessment in canonical form (RFC 8785). */
  readonly assessmentHash: string
}

/** `models/<name>/golden.json`: by these a node knows that it computes as the machine that trained the model did. */
export interface GoldenVectors {
  readonly format: 'salus-golden/1'
  readonly cases: readonly GoldenCase[]
}

/** What a model says about one person: an answer, or why it gives none. */
export interface Assessment {
  readonly outcome: Outcome
  /** In the card's order. */
  readonly features: readonly ReportedFeature[]
}

/** A model of any kind whose files match the hashes on its card. */
export interface ShippedModel {
  readonly kind: ModelKind
  readonly card: CardHead
  readonly hashes: ModelHashes
  readonly descriptor: ModelDescriptor
  /** The id that the chain knows it by. */
  readonly version: string
  readonly figures: readonly ReportedFigure[]
  readonly calibration: readonly CalibrationBin[]
  readonly golden: GoldenVectors
  /** How the training rows were spread, where the model learnt from rows: see `driftMonitor`. */
  readonly drift?: DriftReference
  /**
   * Pure: the same Bundle and time give the same answer to the bit on the pinned back-end.
   *
   * @param asOf time of the assessment, which decides what is stale
   * @throws InvalidInputError where the Bundle is not one that the model may read
   */
  assess(bundle: Bundle, asOf: Date): Assessment
}

/** What every model card says, whatever the kind of model. */
export interface CardHead {
  readonly format: 'salus-model-card/1'
  readonly kind: ModelKind
  readonly name: string
  readonly title: string
  /** What the answer is about, as 'Coronary artery disease: …'. */
  readonly condition: string
  readonly intendedUse: string
  readonly notFor: readonly string[]
  readonly limits: readonly string[]
  /** In the order of an assessment's features; empty for a model of a signal. */
  readonly features: readonly FeatureSpec[]
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
