import type { FeatureSpec } from '../../sdk/fhir/featureSpec.ts'
import { mean } from './metrics.ts'

/** How one feature enters the model: standardised to mean 0 and deviation 1, or one 0/1 column per value. */
export type FeatureCoding =
  | { readonly feature: string; readonly kind: 'standardised' }
  | { readonly feature: string; readonly kind: 'indicators'; readonly values: readonly number[] }

/** One column of the encoded row. `mean` is over the training rows. */
export type EncodedColumn =
  | {
      readonly feature: string
      readonly kind: 'standardised'
      readonly mean: number
      readonly deviation: number
    }
  | { readonly feature: string; readonly kind: 'indicator'; readonly value: number; readonly mean: number }

/** Everything between raw feature values and the numbers that the weights multiply. Data, so that it can be hashed. */
export interface Preprocessing {
  readonly version: 'salus-preprocessing/1'
  /** Feature names in the order of a raw row. */
  readonly features: readonly string[]
  readonly columns: readonly EncodedColumn[]
  /** Least and greatest value of each feature in the training rows, in the order of `features`. */
  readonly seen: readonly (readonly [low: number, high: number])[]
  readonly distribution: Distribution
}

/** Mahalanobis distance over the standardised columns: how far a row lies from the training rows. */
export interface Distribution {
  /** Inverse of the training covariance of the standardised columns, row by row. */
  readonly inverseCovariance: readonly (readonly number[])[]
  /** Rows with a squared distance above this are out of distribution. */
  readonly threshold: number
}

/** Raw feature values in the model's order. */
export type Row = readonly number[]

/** Learns means, deviations, ranges and the distance threshold from training rows. */
export function fitPreprocessing(
  specs: readonly FeatureSpec[],
  codings: readonly FeatureCoding[],
  rows: readonly Row[],
  inDistributionShare: number,
): Preprocessing {
  const features = specs.map(({ name }) => name)
  const valuesOf = (feature: string) => rows.map((row) => row[features.indexOf(feature)] as number)
  const columns = codings.flatMap((coding) => fitColumns(coding, valuesOf(coding.feature)))
  const seen = features.map((feature): readonly [number, number] => {
    const values = valuesOf(feature)
    return [Math.min(...values), Math.max(...values)]
  })
  const standardised = rows.map((row) => standardisedPart(features, columns, row))
  const inverseCovariance = invert(covariance(standardised))
  const distances = standardised
    .map((part) => squaredDistance(inverseCovariance, part))
    .sort((one, other) => one - other)
  // The (n + 1)-corrected quantile of split-conformal prediction: a new row from the same population lies
  // beyond it with probability at most 1 − share.
  const rank = Math.min(distances.length, Math.ceil((distances.length + 1) * inDistributionShare))
  const threshold = distances[rank - 1] as number
  return {
    version: 'salus-preprocessing/1',
    features,
    columns,
    seen,
    distribution: { inverseCovariance, threshold },
  }
}

/** The encoded row, one number per column, without the intercept. */
export function encodeRow(preprocessing: Preprocessing, row: Row): number[] {
  return preprocessing.columns.map((column) => {
    const value = row[preprocessing.features.indexOf(column.feature)] as number
    if (column.kind === 'indicator') return value === column.value ? 1 : 0
    return (value - column.mean) / column.deviation
  })
}

/** The encoded row at the training means: where attributions start from. */
export function encodedMeans(preprocessing: Preprocessing): number[] {
  return preprocessing.columns.map((column) => (column.kind === 'indicator' ? column.mean : 0))
}

export function isOutOfDistribution(preprocessing: Preprocessing, row: Row): boolean {
  const { inverseCovariance, threshold } = preprocessing.distribution
  return (
    squaredDistance(inverseCovariance, standardisedPart(preprocessing.features, preprocessing.columns, row)) >
    threshold
  )
}

function fitColumns(coding: FeatureCoding, values: readonly number[]): EncodedColumn[] {
  const { feature } = coding
  if (coding.kind === 'standardised') {
    const centre = mean(values)
    const deviation = Math.sqrt(mean(values.map((value) => (value - centre) ** 2)))
    return [{ feature, kind: 'standardised', mean: centre, deviation: deviation || 1 }]
  }
  return coding.values.map((value) => ({
    feature,
    kind: 'indicator',
    value,
    mean: mean(values.map((candidate) => (candidate === value ? 1 : 0))),
  }))
}

function standardisedPart(
  features: readonly string[],
  columns: readonly EncodedColumn[],
  row: Row,
): number[] {
  return columns.flatMap((column) =>
    column.kind === 'standardised'
      ? [((row[features.indexOf(column.feature)] as number) - column.mean) / column.deviation]
      : [],
  )
}

function covariance(parts: readonly (readonly number[])[]): number[][] {
  const size = parts[0]?.length ?? 0
  return Array.from({ length: size }, (_, one) =>
    Array.from({ length: size }, (_, other) =>
      mean(parts.map((part) => (part[one] as number) * (part[other] as number))),
    ),
  )
}

/** Gauss–Jordan elimination; the matrix is symmetric positive definite, so no pivoting is needed. */
function invert(matrix: readonly (readonly number[])[]): number[][] {
  const size = matrix.length
  const work = matrix.map((row, index) => [...row, ...row.map((_, column) => (column === index ? 1 : 0))])
  for (let pivot = 0; pivot < size; pivot++) {
    const pivotRow = work[pivot] as number[]
    const divisor = pivotRow[pivot] as number
    for (let column = 0; column < 2 * size; column++)
      pivotRow[column] = (pivotRow[column] as number) / divisor
    for (let other = 0; other < size; other++) {
      if (other === pivot) continue
      const row = work[other] as number[]
      const factor = row[pivot] as number
      for (let column = 0; column < 2 * size; column++) {
        row[column] = (row[column] as number) - factor * (pivotRow[column] as number)
      }
    }
  }
  return work.map((row) => row.slice(size))
}

function squaredDistance(inverse: readonly (readonly number[])[], part: readonly number[]): number {
  let sum = 0
  for (const [one, row] of inverse.entries()) {
    for (const [other, weight] of row.entries())
      sum += (part[one] as number) * weight * (part[other] as number)
  }
  return sum
}
