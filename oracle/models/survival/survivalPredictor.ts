import type { Tensor3D } from '@tensorflow/tfjs'
import type { TensorFlow } from '../../runtime/tensorflow.ts'
import { toFourDecimals } from '../fixedPoint.ts'
import { quantile } from '../metrics.ts'
import { encodeRow, type SurvivalPreprocessing } from './encoding.ts'

/** weights.bin: per model, first the shipped one and then the refits, coefficients and cumulative baseline hazards. */
export interface SurvivalWeights {
  readonly coefficients: readonly (readonly number[])[]
  readonly baselines: readonly (readonly number[])[]
}

export interface SurvivalPrediction {
  /** Per time, share without the event, with its interval over the refits; 4 decimals. */
  readonly shares: readonly number[]
  readonly intervals: readonly (readonly [low: number, high: number])[]
  /** Against a row at the training means. */
  readonly relativeHazard: number
  /** To the log of the relative hazard, one per feature. */
  readonly contributions: readonly number[]
}

/** Rows given to the back-end at once. */
const batchRows = 512

/**
 * Curves of people. The linear part is + − × ÷ √ in JavaScript, the two exponentials run on the pinned back-end.
 *
 * @param rows raw values in the model's order, all present
 */
export function predictSurvival(
  tf: TensorFlow,
  preprocessing: SurvivalPreprocessing,
  weights: SurvivalWeights,
  intervalShare: number,
  rows: readonly (readonly number[])[],
): SurvivalPrediction[] {
  const predictions: SurvivalPrediction[] = []
  for (let from = 0; from < rows.length; from += batchRows) {
    predictions.push(
      ...predictBatch(tf, preprocessing, weights, intervalShare, rows.slice(from, from + batchRows)),
    )
  }
  return predictions
}

function predictBatch(
  tf: TensorFlow,
  preprocessing: SurvivalPreprocessing,
  { coefficients, baselines }: SurvivalWeights,
  intervalShare: number,
  rows: readonly (readonly number[])[],
): SurvivalPrediction[] {
  const encoded = rows.map((row) => encodeRow(preprocessing, row))
  const logHazards = encoded.map((row) => coefficients.map((own) => dot(own, row)))
  const [hazards, shares] = tf.tidy(() => {
    const relative = tf.tensor2d(logHazards).exp()
    const cumulative = relative.expandDims(2).mul(tf.tensor2d(baselines.map((own) => [...own])).expandDims(0))
    return [relative.arraySync() as number[][], (cumulative.neg().exp() as Tensor3D).arraySync()]
  })
  const tail = (1 - intervalShare) / 2
  return rows.map((_, index) => {
    const [own = [], ...refits] = shares[index] as number[][]
    return {
      shares: own.map(toFourDecimals),
      intervals: own.map((share, time): [number, number] => {
        const spread = refits.map((refit) => refit[time] as number).sort((one, other) => one - other)
        const values = spread.length === 0 ? [share] : spread
        return [
          toFourDecimals(Math.min(share, quantile(values, tail))),
          toFourDecimals(Math.max(share, quantile(values, 1 - tail))),
        ]
      }),
      relativeHazard: toFourDecimals(hazards[index]?.[0] as number),
      contributions: contributionsOf(preprocessing, coefficients[0] ?? [], encoded[index] ?? []),
    }
  })
}

/** Standardised columns are 0 at the training means, so every product is a contribution from there, and they add up exactly. */
function contributionsOf(
  { features, columns }: SurvivalPreprocessing,
  coefficients: readonly number[],
  encoded: readonly number[],
): number[] {
  return features.map((feature) =>
    toFourDecimals(
      columns.reduce(
        (sum, column, index) =>
          column.feature === feature
            ? sum + (coefficients[index] as number) * (encoded[index] as number)
            : sum,
        0,
      ),
    ),
  )
}

export const dot = (one: readonly number[], other: readonly number[]): number =>
  one.reduce((sum, value, index) => sum + value * (other[index] as number), 0)

/** Years at which the curve crosses one half, on the straight line between its points; null where it does not. */
export function medianYears(years: readonly number[], shares: readonly number[]): number | null {
  const index = shares.findIndex((share) => share <= 0.5)
  if (index === -1) return null
  const [fromYear, fromShare] =
    index === 0 ? [0, 1] : [years[index - 1] as number, shares[index - 1] as number]
  const toYear = years[index] as number
  const fall = fromShare - (shares[index] as number)
  const share = fall === 0 ? 1 : (fromShare - 0.5) / fall
  return Math.round((fromYear + (toYear - fromYear) * share) * 10) / 10
}

/** Little-endian 32-bit floats: per model its coefficients, then its baseline. */
export function packWeights({ coefficients, baselines }: SurvivalWeights): Uint8Array {
  const values = coefficients.flatMap((own, model) => [...own, ...(baselines[model] as readonly number[])])
  const view = new DataView(new ArrayBuffer(values.length * 4))
  for (const [index, value] of values.entries()) view.setFloat32(index * 4, value, true)
  return new Uint8Array(view.buffer)
}

export function unpackWeights(bytes: Uint8Array, columns: number, times: number): SurvivalWeights {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const width = columns + times
  const read = (model: number, from: number, count: number) =>
    Array.from({ length: count }, (_, index) => view.getFloat32((model * width + from + index) * 4, true))
  const models = Array.from({ length: bytes.byteLength / 4 / width }, (_, model) => model)
  return {
    coefficients: models.map((model) => read(model, 0, columns)),
    baselines: models.map((model) => read(model, columns, times)),
  }
}
