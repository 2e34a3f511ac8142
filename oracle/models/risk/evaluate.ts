import type { CalibrationBin } from '../../../sdk/inference/clinicalReport.ts'
import type { Runtime } from '../../runtime/tensorflow.ts'
import { averageMetrics, calibrationBins, type Metrics, measure } from '../metrics.ts'
import { calibratedOutOfFold, calibrationsFor } from './calibration.ts'
import { crossValidate, type Progress } from './crossValidate.ts'
import { readDataset } from './dataset.ts'
import type { ModelDefinition } from './definition.ts'

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
  definition: ModelDefinition,
  options: EvaluateOptions = {},
): Promise<Evaluation> {
  const { folds = 5, repeats = 3, onProgress } = options
  const { rows } = await readDataset(definition)
  const seeds = Array.from({ length: repeats }, (_, repeat) => repeat + 1)
  const outOfFold = await crossValidate(runtime.tf, definition, rows, folds, seeds, onProgress)
  const candidates = calibrationsFor(definition.method.kind)
  const scored = outOfFold.map((repeat) => calibratedOutOfFold(runtime.tf, repeat, candidates))
  const perRepeat = scored.map(measure)
  return {
    model: definition.name,
    folds,
    repeats,
    seeds,
    ...averageMetrics(perRepeat),
    calibration: calibrationBins(scored[0] ?? []),
    perRepeat,
  }
}
