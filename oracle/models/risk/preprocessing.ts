import type { FeatureSpec } from '../../../sdk/fhir/featureSpec.ts'
import { mean, quantile } from '../metrics.ts'
import { type Distribution, fitDistribution, isFar } from './distribution.ts'
import { type EncodedColumn, encodeValue, type FeatureCoding, fitColumns, meanOfColumn } from './encoding.ts'

/** Everything between raw feature values and the numbers that the weights multiply. Data, so that it can be hashed. */
export interface Preprocessing {
  readonly version: 'salus-preprocessing/2'
  /** Feature names in the order of a raw row. */
  readonly features: readonly string[]
  /** Of the training rows that have a value: what is filled in for one that is missing. */
  readonly medians: readonly number[]
  /** Least and greatest value in the training rows. */
  readonly seen: readonly (readonly [low: number, high: number])[]
  /** Standard deviation in the training rows, the yardstick of what is a small change. */
  readonly deviations: readonly number[]
  /** Decimals to which the training rows give it. */
  readonly decimals: readonly number[]
  readonly columns: readonly EncodedColumn[]
  /** Over the plainly standardised columns. */
  readonly distribution: Distribution
}

/** Raw feature values in the model's order, null where missing. */
export type Row = readonly (number | null)[]

/** The same with the gaps filled in. */
export type CompleteRow = readonly number[]

/** Learns medians, means, deviations, ranges and the distance threshold from training rows. */
export function fitPreprocessing(
  specs: readonly FeatureSpec[],
  codings: readonly FeatureCoding[],
  rows: readonly Row[],
  inDistributionShare: number,
): Preprocessing {
  const features = specs.map(({ name }) => name)
  const known = features.map((_, index) =>
    rows.flatMap((row) => row[index] ?? []).sort((one, other) => one - other),
  )
  const medians = known.map((values) => quantile(values, 0.5))
  const columns = codings.flatMap((coding) => {
    const index = features.indexOf(coding.feature)
    const values = rows.map((row) => row[index] ?? null)
    return fitColumns(
      coding,
      values,
      values.map((value) => value ?? (medians[index] as number)),
    )
  })
  const draft = { features, medians, columns }
  return {
    version: 'salus-preprocessing/2',
    ...draft,
    seen: known.map((values): readonly [number, number] => [values[0] as number, values.at(-1) as number]),
    deviations: known.map(deviationOf),
    decimals: known.map((values) => Math.max(...values.map(decimalsOf))),
    distribution: fitDistribution(
      rows.map((row) => standardisedPart(draft, row)),
      inDistributionShare,
    ),
  }
}

/** The row with what is missing filled in. */
export function completeRow({ medians }: Pick<Preprocessing, 'medians'>, row: Row): CompleteRow {
  return row.map((value, index) => value ?? (medians[index] as number))
}

/** Width of a design matrix: the encoded columns and a last one of 1 for the intercept. */
export const designWidth = ({ columns }: Preprocessing): number => columns.length + 1

/** Rows as the weights multiply them: [rows, width], row-major. */
export function designOf(preprocessing: Preprocessing, rows: readonly Row[]): Float32Array {
  const width = designWidth(preprocessing)
  const design = new Float32Array(rows.length * width)
  for (const [index, row] of rows.entries()) {
    design.set(encodeRow(preprocessing, row), index * width)
    design[(index + 1) * width - 1] = 1
  }
  return design
}

/** The encoded row, one number per column, without the intercept. */
export function encodeRow(
  { features, medians, columns }: Pick<Preprocessing, 'features' | 'medians' | 'columns'>,
  row: Row,
): number[] {
  return columns.map((column) => {
    const index = features.indexOf(column.feature)
    const value = row[index] ?? null
    return encodeValue(column, value ?? (medians[index] as number), value === null)
  })
}

/** The encoded row at the training means: where linear attributions start from. */
export function encodedMeans({ columns }: Preprocessing): number[] {
  return columns.map(meanOfColumn)
}

export function isOutOfDistribution(preprocessing: Preprocessing, row: Row): boolean {
  return isFar(preprocessing.distribution, standardisedPart(preprocessing, row))
}

function standardisedPart(
  preprocessing: Pick<Preprocessing, 'features' | 'medians' | 'columns'>,
  row: Row,
): number[] {
  const columns = preprocessing.columns.filter(({ kind }) => kind === 'standardised')
  return encodeRow({ ...preprocessing, columns }, row)
}

function deviationOf(values: readonly number[]): number {
  const centre = mean(values)
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)))
}

/** Digits after the point of the shortest decimal that reads back to the number. */
function decimalsOf(value: number): number {
  const [, fraction = ''] = String(value).split('.')
  return fraction.length
}
