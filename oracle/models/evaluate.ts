import type { CalibrationBin } from '../../sdk/inference/riskReport.ts'
import type { Runtime } from '../runtime/tensorflow.ts'
import { crossValidate, type Progress } from './crossValidate.ts'
import { readDataset } from './dataset.ts'
import { definitionOf } from './definitions.ts'
import { averageMetrics, calibrationBins, type Metrics, measure } from './metrics.ts'

export interface EvaluateOptions {
  /** Default 5. */
  readonly folds?: number
  /** Default 3; repeat r deals the folds with seed r. */
  readonly repeats?: number
  readonly onProgress?: Progress
}

export interface Evaluation extends Metrics {
  readonly model: string
  readonly folds: number
  readonly repeats: number
  readonly seeds: readonly number[]
  /** Of the first repeat's out-of-fold predictions, so that the counts are of people. */
  readonly calibration: readonly CalibrationBin[]
  readonly perRepeat: readonly Metrics[]
}

/**
 * Cross-validates a model by training it anew in every fold, on all rows of its data set. Each figure is computed
 * over the pooled out-of-fold predictions of a repeat, then averaged over the repeats.
 *
 * @throws InvalidInputError MODEL_NOT_FOUND
 */
export async function evaluate(
  runtime: Runtime,
  name: string,
  options: EvaluateOptions = {},
): Promise<Evaluation> {
  const { folds = 5, repeats = 3, onProgress } = options
  const definition = definitionOf(name)
  const { rows } = await readDataset(definition)
  const seeds = Array.from({ length: repeats }, (_, repeat) => repeat + 1)
  const scored = await crossValidate(runtime.tf, definition, rows, folds, seeds, onProgress)
  const perRepeat = scored.map(measure)
  return {
    model: name,
    folds,
    repeats,
    seeds,
    ...averageMetrics(perRepeat),
    calibration: calibrationBins(scored[0] ?? []),
    perRepeat,
  }
}
