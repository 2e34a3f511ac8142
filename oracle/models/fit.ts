import type { TensorFlow } from '../runtime/tensorflow.ts'
import type { ModelDefinition } from './definition.ts'
import { fitLogistic, predictLogistic } from './logisticRegression.ts'
import type { Scored } from './metrics.ts'
import { encodeRow, fitPreprocessing, type Preprocessing, type Row } from './preprocessing.ts'
import { seededRandom } from './random.ts'

export interface LabelledRow {
  /** Raw feature values in the model's order. */
  readonly values: Row
  /** 0 or 1. */
  readonly label: number
}

export interface FittedModel {
  readonly preprocessing: Preprocessing
  /** [columns + 1, 1 + refits], row-major: the model itself first, then its bootstrap refits. */
  readonly weights: Float32Array
  readonly models: number
  readonly gradientNorm: number
}

/** Fits the model and, when asked, its refits on bootstrap resamples of the rows. */
export function fitModel(
  tf: TensorFlow,
  definition: ModelDefinition,
  rows: readonly LabelledRow[],
  refits: number,
): FittedModel {
  const { settings } = definition
  const preprocessing = preprocessingOf(definition, rows)
  const models = 1 + refits
  const fit = fitLogistic(
    tf,
    {
      rows: rows.map(({ values }) => encodeRow(preprocessing, values)),
      labels: rows.map(({ label }) => label),
      rowWeights: [
        equalWeights(rows.length),
        ...bootstrapWeights(rows.length, refits, settings.seeds.refits),
      ],
      penalties: new Array<number>(models).fill(settings.penalty),
    },
    settings.descent,
  )
  return { preprocessing, weights: fit.weights, models, gradientNorm: fit.gradientNorm }
}

/** The model's own probability for each row, refits left aside. */
export function scoreRows(tf: TensorFlow, fitted: FittedModel, rows: readonly LabelledRow[]): Scored[] {
  const encoded = rows.map(({ values }) => encodeRow(fitted.preprocessing, values))
  const probabilities = predictLogistic(tf, fitted.weights, fitted.models, encoded)
  return rows.map(({ label }, row) => ({ probability: probabilities[row * fitted.models] as number, label }))
}

function preprocessingOf(definition: ModelDefinition, rows: readonly LabelledRow[]): Preprocessing {
  const values = rows.map((row) => row.values)
  return fitPreprocessing(
    definition.features,
    definition.codings,
    values,
    definition.settings.inDistributionShare,
  )
}

function equalWeights(rows: number): number[] {
  return new Array<number>(rows).fill(1 / rows)
}

function bootstrapWeights(rows: number, refits: number, seed: number): number[][] {
  const random = seededRandom(seed)
  return Array.from({ length: refits }, () => {
    const weights = new Array<number>(rows).fill(0)
    for (let draw = 0; draw < rows; draw++) {
      const row = Math.floor(random() * rows)
      weights[row] = (weights[row] as number) + 1 / rows
    }
    return weights
  })
}
