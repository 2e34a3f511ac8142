import { mean } from '../metrics.ts'

/**
 * How a feature becomes a column of the linear model. Only + − × ÷ √, which IEEE 754 fixes to the bit, so that no machine's
 * logarithm decides.
 */
export type Column =
  | { readonly feature: string; readonly kind: 'linear' | 'root' }
  /** 1 above the edge, 0 up to it. */
  | { readonly feature: string; readonly kind: 'above'; readonly edge: number }
  /** x / (x + half): rises fast first and then levels off. */
  | { readonly feature: string; readonly kind: 'saturating'; readonly half: number }
  /** (scale / x)² or √(scale / x): a pair makes a fractional polynomial (Royston & Altman 1994). */
  | { readonly feature: string; readonly kind: 'inverse-square' | 'inverse-root'; readonly scale: number }

export type FittedColumn = Column & { readonly mean: number; readonly deviation: number }

/** preprocessing.json: what turns a person into numbers, and who is too unlike the training rows. */
export interface SurvivalPreprocessing {
  readonly format: 'salus-survival-preprocessing/1'
  readonly features: readonly string[]
  readonly columns: readonly FittedColumn[]
  /** Least and greatest value of the training rows; null where those have classes or codes only. */
  readonly seen: readonly (readonly [low: number, high: number] | null)[]
  readonly distribution: Distribution
}

/** Squared Mahalanobis distance over some of the standardised columns. */
export interface Distribution {
  readonly columns: readonly number[]
  /** Inverse of their covariance, row by row. */
  readonly inverse: readonly (readonly number[])[]
  /** Above it a row is unlike the training rows. */
  readonly threshold: number
}

export interface EncodingChoice {
  readonly features: readonly string[]
  readonly columns: readonly Column[]
  /** Features whose range in training binds. */
  readonly ranged: readonly string[]
  /** Indices of the columns that the distance is measured over. */
  readonly distance: readonly number[]
  /** Share of people like the training rows who are not called out of distribution. */
  readonly inDistributionShare: number
}

export function fitPreprocessing(
  { features, columns, ranged, distance, inDistributionShare }: EncodingChoice,
  rows: readonly (readonly number[])[],
): SurvivalPreprocessing {
  const fitted = columns.map((column): FittedColumn => {
    const values = rows.map((row) => columnValue(features, column, row))
    const centre = mean(values)
    const deviation = Math.sqrt(mean(values.map((value) => (value - centre) * (value - centre))))
    return { ...column, mean: centre, deviation: deviation || 1 }
  })
  const parts = rows.map((row) => {
    const encoded = encode(features, fitted, row)
    return distance.map((column) => encoded[column] as number)
  })
  const inverse = invert(
    distance.map((_, one) =>
      distance.map((_, other) => mean(parts.map((part) => (part[one] as number) * (part[other] as number)))),
    ),
  )
  const distances = parts.map((part) => squaredDistance(inverse, part)).sort((one, other) => one - other)
  // The (n + 1)-corrected quantile of split-conformal prediction.
  const rank = Math.min(distances.length, Math.ceil((distances.length + 1) * inDistributionShare))
  return {
    format: 'salus-survival-preprocessing/1',
    features,
    columns: fitted,
    seen: features.map((feature, index) => {
      const values = rows.map((row) => row[index] as number)
      return ranged.includes(feature) ? [Math.min(...values), Math.max(...values)] : null
    }),
    distribution: { columns: distance, inverse, threshold: distances[rank - 1] as number },
  }
}

export const encodeRow = ({ features, columns }: SurvivalPreprocessing, row: readonly number[]): number[] =>
  encode(features, columns, row)

export function isOutOfDistribution(preprocessing: SurvivalPreprocessing, row: readonly number[]): boolean {
  const { columns, inverse, threshold } = preprocessing.distribution
  const encoded = encodeRow(preprocessing, row)
  return (
    squaredDistance(
      inverse,
      columns.map((column) => encoded[column] as number),
    ) > threshold
  )
}

const encode = (
  features: readonly string[],
  columns: readonly FittedColumn[],
  row: readonly number[],
): number[] => columns.map((column) => (columnValue(features, column, row) - column.mean) / column.deviation)

function columnValue(features: readonly string[], column: Column, row: readonly number[]): number {
  const value = row[features.indexOf(column.feature)] as number
  switch (column.kind) {
    case 'linear':
      return value
    case 'root':
      return Math.sqrt(value)
    case 'above':
      return value > column.edge ? 1 : 0
    case 'saturating':
      return value / (value + column.half)
    case 'inverse-square':
      return (column.scale / value) * (column.scale / value)
    case 'inverse-root':
      return Math.sqrt(column.scale / value)
  }
}

function squaredDistance(inverse: readonly (readonly number[])[], part: readonly number[]): number {
  let sum = 0
  for (const [one, row] of inverse.entries()) {
    for (const [other, weight] of row.entries())
      sum += (part[one] as number) * weight * (part[other] as number)
  }
  return sum
}

/** Gauss–Jordan elimination; a covariance is positive definite, so no pivot is 0. */
function invert(matrix: readonly (readonly number[])[]): number[][] {
  const size = matrix.length
  const work = matrix.map((row, index) => [...row, ...row.map((_, column) => (column === index ? 1 : 0))])
  for (const [pivot, pivotRow] of work.entries()) {
    const divisor = pivotRow[pivot] as number
    for (const [column, value] of pivotRow.entries()) pivotRow[column] = value / divisor
    for (const [other, row] of work.entries()) {
      if (other === pivot) continue
      const factor = row[pivot] as number
      for (const [column, value] of row.entries()) row[column] = value - factor * (pivotRow[column] as number)
    }
  }
  return work.map((row) => row.slice(size))
}
