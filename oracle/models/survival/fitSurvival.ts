import type { TensorFlow } from '../../runtime/tensorflow.ts'
import { seededRandom } from '../random.ts'
import { breastDefinition, curveYears } from './breast/definition.ts'
import { encodingChoice } from './breast/features.ts'
import { fitCox } from './coxRegression.ts'
import { encodeRow, fitPreprocessing, type SurvivalPreprocessing } from './encoding.ts'
import { columnsOf } from './selectCoding.ts'
import { packWeights } from './survivalPredictor.ts'
import type { SurvivalRow } from './survivalRow.ts'

export interface FittedSurvival {
  readonly preprocessing: SurvivalPreprocessing
  /** As in weights.bin. */
  readonly weights: Uint8Array
  readonly gradientNorm: number
}

/** Descent that stops further from the optimum than this has not converged. */
const gradientTolerance = 1e-4
/** Refits in one call of the back-end, to bound its memory. */
const refitsAtOnce = 50

/** The model on all rows, then on as many bootstrap resamples of them as asked for. */
export function fitSurvival(
  tf: TensorFlow,
  coding: string,
  rows: readonly SurvivalRow[],
  refits: number,
  onProgress: (done: number, total: number) => void = () => {},
): FittedSurvival {
  const { settings } = breastDefinition
  const values = rows.map((row) => row.values)
  const preprocessing = fitPreprocessing(encodingChoice(columnsOf(coding)), values)
  const problem = {
    rows: values.map((row) => encodeRow(preprocessing, row)),
    years: rows.map(({ years }) => years),
    events: rows.map(({ event }) => event),
    penalty: settings.penalty,
  }
  const random = seededRandom(settings.seeds.refits)
  const rowWeights = [
    rows.map(() => 1),
    ...Array.from({ length: refits }, () => resample(rows.length, random)),
  ]
  const fits = []
  for (let from = 0; from < rowWeights.length; from += refitsAtOnce) {
    const some = rowWeights.slice(from, from + refitsAtOnce)
    fits.push(fitCox(tf, { ...problem, rowWeights: some }, settings.descent, curveYears))
    onProgress(from + some.length, rowWeights.length)
  }
  const gradientNorm = Math.max(...fits.map((fit) => fit.gradientNorm))
  if (!(gradientNorm <= gradientTolerance)) {
    throw new Error(`Training did not converge: gradient ${gradientNorm}.`)
  }
  return {
    preprocessing,
    weights: packWeights({
      coefficients: fits.flatMap(({ coefficients }) => coefficients),
      baselines: fits.flatMap(({ baselines }) => baselines),
    }),
    gradientNorm,
  }
}

/** How often each row is drawn in a resample with replacement. */
function resample(rows: number, random: () => number): number[] {
  const counts = new Array<number>(rows).fill(0)
  for (let draw = 0; draw < rows; draw++) {
    const row = Math.floor(random() * rows)
    counts[row] = (counts[row] as number) + 1
  }
  return counts
}
