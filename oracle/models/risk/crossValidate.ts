import type { TensorFlow } from '../../runtime/tensorflow.ts'
import { stratifiedFolds } from '../stratify.ts'
import type { ModelDefinition } from './definition.ts'
import { fitModel, type LabelledRow, scorerOfFit } from './fit.ts'
import { designOf } from './preprocessing.ts'

/** Called after each fold. */
export type Progress = (done: number, total: number) => void

/** What a model that had not seen the row says of it. */
export interface OutOfFold {
  /** Uncalibrated. */
  readonly logOdds: number
  readonly label: number
  readonly fold: number
}

/**
 * Out-of-fold log-odds of every row, once per seed. The whole fit is repeated inside each fold, preprocessing
 * included, so nothing of a fold's test rows reaches its model.
 */
export async function crossValidate(
  tf: TensorFlow,
  definition: ModelDefinition,
  rows: readonly LabelledRow[],
  folds: number,
  seeds: readonly number[],
  onProgress: Progress = () => {},
): Promise<OutOfFold[][]> {
  const labels = rows.map(({ label }) => label)
  const repeats: OutOfFold[][] = []
  for (const [repeat, seed] of seeds.entries()) {
    const assignment = stratifiedFolds(labels, folds, seed)
    const scored = new Array<OutOfFold>(rows.length)
    for (let fold = 0; fold < folds; fold++) {
      const training = rows.filter((_, row) => assignment[row] !== fold)
      const members = rows.flatMap((_, row) => (assignment[row] === fold ? [row] : []))
      const fitted = fitModel(tf, definition, training, 0)
      const test = members.map((row) => (rows[row] as LabelledRow).values)
      const logOdds = scorerOfFit(tf, definition, fitted).own(designOf(fitted.preprocessing, test))
      for (const [index, row] of members.entries()) {
        scored[row] = { logOdds: logOdds[index] as number, label: labels[row] as number, fold }
      }
      onProgress(repeat * folds + fold + 1, folds * seeds.length)
      await new Promise((resolve) => setImmediate(resolve)) // let progress be drawn and signals be heard
    }
    repeats.push(scored)
  }
  return repeats
}
