import type { FeatureSpec } from '../../../sdk/fhir/featureSpec.ts'
import type { FeatureCoding } from './encoding.ts'
import type { DescentSettings } from './logisticRegression.ts'
import type { NetworkSettings } from './network.ts'

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
  /** Whom the model is made for, where that is not everybody in the range of its training rows. */
  readonly population?: {
    readonly sex: 'female' | 'male'
    /** Given where a pregnancy that the record states stops the model. */
    readonly notPregnant?: true
  }
  readonly features: readonly FeatureSpec[]
  readonly codings: readonly FeatureCoding[]
  /** What a reader must know about how the figures came about; every figure is stated by the card itself. */
  readonly validation: {
    readonly validated: readonly string[]
    readonly notValidated: readonly string[]
  }
  readonly subgroups: Subgroups
  readonly method: Method
  readonly settings: TrainingSettings
}

/** Linear in the log-odds, so that attributions are exact at once; or several small networks averaged. */
export type Method =
  | {
      readonly kind: 'logistic'
      readonly descent: DescentSettings
      /** L2 penalty on the weights. */
      readonly penalty: number
    }
  | ({ readonly kind: 'ensemble'; readonly seed: number } & NetworkSettings)

/** By which features the figures are given per group. */
export interface Subgroups {
  /** Name of the feature, 1 male and 0 female; null where the data do not say. */
  readonly sex: string | null
  /** Name of the feature in years and where the groups begin; null where the data do not say. */
  readonly age: { readonly feature: string; readonly from: readonly number[] } | null
  /** What the data do not say, in a sentence. */
  readonly unknown: string | null
}

export interface TrainingSettings {
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
