import type { TensorFlow } from '../../runtime/tensorflow.ts'
import { seededRandom } from '../random.ts'
import type { ModelDefinition } from './definition.ts'
import { fitLogistic } from './logisticRegression.ts'
import { fitNetworks } from './network.ts'
import { designOf, designWidth, fitPreprocessing, type Preprocessing, type Row } from './preprocessing.ts'
import { type Scorer, scorerOf } from './scorer.ts'

export interface LabelledRow {
  /** Raw feature values in the model's order, null where missing. */
  readonly values: Row
  /** 0 or 1. */
  readonly label: number
}

export interface FittedModel {
  readonly preprocessing: Preprocessing
  /** The model itself first, then its bootstrap refits, in the layout of its method; see `scorerOf`. */
  readonly weights: Float32Array
  /** Greatest absolute entry of the gradient where training of the model itself stopped. */
  readonly gradientNorm: number
}

/** Fits the model and, when asked, its refits on bootstrap resamples of the rows. */
export function fitModel(
  tf: TensorFlow,
  definition: ModelDefinition,
  rows: readonly LabelledRow[],
  refits: number,
): FittedModel {
  const { settings, method } = definition
  const values = rows.map((row) => row.values)
  const preprocessing = fitPreprocessing(
    definition.features,
    definition.codings,
    values,
    settings.inDistributionShare,
  )
  const design = designOf(preprocessing, values)
  const problem = { design, rows: rows.length, labels: rows.map(({ label }) => label) }
  const rowWeights = [
    equalWeights(rows.length),
    ...bootstrapWeights(rows.length, refits, settings.seeds.refits),
  ]
  if (method.kind === 'logistic') {
    const fit = fitLogistic(tf, { ...problem, rowWeights, penalty: method.penalty }, method.descent)
    return { preprocessing, ...fit }
  }
  const fits = rowWeights.map((weights, refit) =>
    fitNetworks(tf, { ...problem, rowWeights: weights }, method, method.seed + refit),
  )
  return {
    preprocessing,
    weights: Float32Array.from(fits.flatMap(({ weights }) => [...weights])),
    gradientNorm: fits[0]?.gradientNorm as number,
  }
}

export const scorerOfFit = (tf: TensorFlow, { method }: ModelDefinition, fitted: FittedModel): Scorer =>
  scorerOf(tf, method, fitted.weights, designWidth(fitted.preprocessing))

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
