import { createHash } from 'node:crypto'
import { tfjsVersion } from '../modelFiles.ts'
import type { Dataset } from './dataset.ts'
import type { ModelDefinition } from './definition.ts'
import type { FittedModel, LabelledRow } from './fit.ts'
import type { Row } from './preprocessing.ts'

/** What a model was trained on, so that nobody tests it on the same rows unawares. `models/<name>/training.json`. */
export interface TrainingManifest {
  readonly format: 'salus-training/1'
  readonly model: string
  readonly dataSha256: string
  readonly tfjs: string
  readonly settings: unknown
  /** Greatest entry of the gradient where training stopped. */
  readonly gradientNorm: number
  /** SHA-256 of each training row's feature values, see `rowHash`. The data are public, so there is no salt. */
  readonly trainingRows: readonly string[]
}

export function trainingManifest(
  { name, method, settings }: ModelDefinition,
  dataset: Dataset,
  fitted: FittedModel,
  rows: readonly LabelledRow[],
): TrainingManifest {
  return {
    format: 'salus-training/1',
    model: name,
    dataSha256: dataset.sha256,
    tfjs: tfjsVersion(),
    settings: JSON.parse(JSON.stringify({ method, ...settings })) as unknown,
    gradientNorm: fitted.gradientNorm,
    trainingRows: rows.map(({ values }) => rowHash(values)),
  }
}

/**
 * Hex SHA-256 of the feature values in the model's order, each as the shortest decimal that reads back to the same
 * number or `null` where missing, joined by commas; the label is left out, so that a relabelled copy of a row is found as
 * well.
 */
export function rowHash(row: Row): string {
  return createHash('sha256').update(row.map(String).join(',')).digest('hex')
}
