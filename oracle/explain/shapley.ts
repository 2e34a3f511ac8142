import type { Attributions } from './attributions.ts'

/** 2^16 coalitions is what a node may be asked for in one answer. */
export const mostShapleyFeatures = 16

/** Rows given to the model at once, so that 2^16 coalitions do not fill its memory. */
const batchRows = 8192

/** A model as the explanation sees it. */
export interface ExplainedModel {
  /** Width of an encoded row. */
  readonly width: number
  /** For each feature the columns that it alone decides; columns of no feature are the same in every row. */
  readonly columnsOf: readonly (readonly number[])[]
  /** Log-odds of encoded rows, [rows, width], row-major. */
  readonly logOdds: (design: Float32Array) => ArrayLike<number>
}

/**
 * Exact Shapley values of the log-odds, interventional (Lundberg & Lee 2017; Janzing et al. 2020): the worth of a coalition
 * is the mean log-odds over the background where its features are the row's and all others the background's. All 2^n
 * coalitions are computed, none is sampled. The contributions and the baseline add up to the log-odds of the row to
 * within the rounding of 64-bit floats; after rounding each of n to 4 decimals, to within (n + 1) · 0.00005.
 *
 * @param row encoded
 * @param background encoded rows, at least one
 * @throws TypeError for more than `mostShapleyFeatures` features or no background
 */
export function shapleyValues(
  model: ExplainedModel,
  row: ArrayLike<number>,
  background: readonly ArrayLike<number>[],
): Attributions {
  const features = model.columnsOf.length
  if (features > mostShapleyFeatures || background.length === 0) {
    throw new TypeError(`Shapley values take at most ${mostShapleyFeatures} features and a background.`)
  }
  const worth = coalitionWorths(model, row, background)
  const weights = coalitionWeights(features)
  const sizes = coalitionSizes(features)
  const contributions = Array.from({ length: features }, (_, feature) => {
    const bit = 2 ** feature
    let sum = 0
    for (let coalition = 0; coalition < worth.length; coalition++) {
      if (coalition & bit) continue
      const gain = (worth[coalition | bit] as number) - (worth[coalition] as number)
      sum += (weights[sizes[coalition] as number] as number) * gain
    }
    return sum
  })
  return { baselineLogOdds: worth[0] as number, logOdds: worth.at(-1) as number, contributions }
}

/** Mean log-odds of every coalition; bit f of the index says whether feature f is the row's. */
function coalitionWorths(
  { width, columnsOf, logOdds }: ExplainedModel,
  row: ArrayLike<number>,
  background: readonly ArrayLike<number>[],
): Float64Array {
  const coalitions = 2 ** columnsOf.length
  const worth = new Float64Array(coalitions)
  const batch = Math.min(coalitions, batchRows)
  const design = new Float32Array(batch * width)
  for (const other of background) {
    for (let start = 0; start < coalitions; start += batch) {
      fillCoalitions(design, start, batch, { width, columnsOf }, row, other)
      const values = logOdds(design)
      for (let index = 0; index < batch; index++) {
        worth[start + index] =
          (worth[start + index] as number) + (values[index] as number) / background.length
      }
    }
  }
  return worth
}

/** Coalitions `start` to `start + count`, a power of two that divides it; each feature doubles the rows made before it. */
function fillCoalitions(
  design: Float32Array,
  start: number,
  count: number,
  { width, columnsOf }: Pick<ExplainedModel, 'width' | 'columnsOf'>,
  row: ArrayLike<number>,
  other: ArrayLike<number>,
): void {
  design.set(other, 0)
  for (const [feature, columns] of columnsOf.entries()) {
    // A feature beyond the piece is the same in all of its rows.
    if (2 ** feature < count || !(start & (2 ** feature))) continue
    for (const column of columns) design[column] = row[column] as number
  }
  for (const [feature, columns] of columnsOf.entries()) {
    const bit = 2 ** feature
    if (bit >= count) break
    design.copyWithin(bit * width, 0, bit * width)
    for (const column of columns) {
      const value = row[column] as number
      for (let index = bit; index < 2 * bit; index++) design[index * width + column] = value
    }
  }
}

/** |S|! (n − |S| − 1)! / n! for each size of a coalition without the feature. */
function coalitionWeights(features: number): number[] {
  const weights = [1 / features]
  for (let size = 1; size < features; size++) {
    weights.push(((weights[size - 1] as number) * size) / (features - size))
  }
  return weights
}

function coalitionSizes(features: number): Uint8Array {
  const sizes = new Uint8Array(2 ** features)
  for (let coalition = 1; coalition < sizes.length; coalition++) {
    sizes[coalition] = (sizes[coalition >> 1] as number) + (coalition & 1)
  }
  return sizes
}
