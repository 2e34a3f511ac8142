import type { FeatureSpec } from '../../sdk/fhir/featureSpec.ts'
import type { DescentSettings } from './logisticRegression.ts'
import type { FeatureCoding } from './preprocessing.ts'

/** What a person decides about a model before it is trained; everything else on the card is measured. */
export interface ModelDefinition {
  readonly name: string
  readonly title: string
  /** What the probability is the probability of. */
  readonly condition: string
  readonly intendedUse: string
  readonly notFor: readonly string[]
  readonly limits: readonly string[]
  readonly data: {
    readonly title: string
    /** Path from the root of the project. */
    readonly file: string
    readonly source: string
    readonly licence: string
  }
  readonly features: readonly FeatureSpec[]
  readonly codings: readonly FeatureCoding[]
  readonly settings: TrainingSettings
}

export interface TrainingSettings {
  readonly descent: DescentSettings
  /** L2 penalty on the weights. */
  readonly penalty: number
  /** One row in this many is held out. */
  readonly splitParts: number
  /** Refits on bootstrap resamples, for the interval. */
  readonly refits: number
  /** Share of the refits that the interval spans. */
  readonly intervalShare: number
  /** Coverage that the abstention band is made for, per label. */
  readonly coverage: number
  /** Share of people like the training rows who are not called out of distribution. */
  readonly inDistributionShare: number
  readonly seeds: {
    readonly split: number
    readonly refits: number
    readonly intervals: number
    /** One repeat of the reported cross-validation each. */
    readonly folds: readonly number[]
  }
}
