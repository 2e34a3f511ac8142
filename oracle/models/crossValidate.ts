import type { TensorFlow } from '../runtime/tensorflow.ts'
import type { ModelDefinition } from './definition.ts'
import { fitModel, type LabelledRow, scoreRows } from './fit.ts'
import type { Scored } from './metrics.ts'
import { stratifiedFolds } from './stratify.ts'

/** Called after each fold. */
export type Progress = (done: number, total: number) => void

/**
 * Out-of-fold predictions of every row, once per seed. The whole fit is repeated inside each fold, preprocessing
 * included, so nothing of a fold's test rows reaches its model.
 */
export async function crossValidate(
  tf: TensorFlow,
  definition: ModelDefinition,
  rows: readonly LabelledRow[],
  folds: number,
  seeds: readonly number[],
  onProgress: Progress = () => {},
): Promise<Scored[][]> {
  const labels = rows.map(({ label }) => label)
  const repeats: Scored[][] = []
  for (const [repeat, seed] of seeds.entries()) {
    const assignment = stratifiedFolds(labels, folds, seed)
    const scored = new Array<Scored>(rows.length)
    for (let fold = 0; fold < folds; fold++) {
      const members = assignment.flatMap((value, row) => (value === fold ? [row] : []))
      const fitted = fitModel(
        tf,
        definition,
        rows.filter((_, row) => assignment[row] !== fold),
        0,
      )
      const predictions = scoreRows(
        tf,
        fitted,
        members.map((row) => rows[row] as LabelledRow),
      )
      for (const [index, row] of members.entries()) scored[row] = predictions[index] as Scored
      onProgress(repeat * folds + fold + 1, folds * seeds.length)
      await new Promise((resolve) => setImmediate(resolve)) // let progress be drawn and signals be heard
    }
    repeats.push(scored)
  }
  return repeats
}
