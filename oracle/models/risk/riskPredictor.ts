import type { Attributions } from '../../explain/attributions.ts'
import { linearAttributions } from '../../explain/linearAttributions.ts'
import { type ExplainedModel, shapleyValues } from '../../explain/shapley.ts'
import type { TensorFlow } from '../../runtime/tensorflow.ts'
import { toFourDecimals } from '../fixedPoint.ts'
import { quantile } from '../metrics.ts'
import { type Calibration, calibrate } from './calibration.ts'
import { designOf, designWidth, type Row } from './preprocessing.ts'
import type { AnsweringCard, Prediction, RiskPredictor, RiskPreprocessing } from './riskModel.ts'
import { probabilitiesOf, type Scorer, scorerOf } from './scorer.ts'

/** Rows given to the back-end at once, so that a long table does not fill its memory; bits do not depend on it. */
const batchRows = 1024

/** What answers, from its parts; the rest of a card says how well it does. */
export function riskPredictor(
  card: AnsweringCard,
  preprocessing: RiskPreprocessing,
  weights: Float32Array,
  tf: TensorFlow,
): RiskPredictor {
  const { shape, intervalShare } = card.method
  const tailShare = (1 - intervalShare) / 2
  const scorer = scorerOf(tf, shape, weights, designWidth(preprocessing))
  const probabilities = (logOdds: ArrayLike<number>) =>
    probabilitiesOf(
      tf,
      Array.from(logOdds, (value) => calibrate(preprocessing.calibration, value)),
    )
  const ownProbabilities = (rows: readonly Row[]): number[] =>
    chunksOf(rows, batchRows).flatMap((batch) =>
      Array.from(probabilities(scorer.own(designOf(preprocessing, batch))), toFourDecimals),
    )
  const predictBatch = (rows: readonly Row[]): Prediction[] => {
    const all = probabilities(scorer.all(designOf(preprocessing, rows)))
    const own = ownProbabilities(rows)
    return own.map((probability, row) => ({
      probability,
      interval: intervalOf(
        probability,
        all.subarray(row * scorer.models + 1, (row + 1) * scorer.models),
        tailShare,
      ),
    }))
  }
  const explain = (row: Row): Attributions =>
    shape.kind === 'logistic'
      ? linear(preprocessing, weights, scorer.models, row)
      : exact(preprocessing, scorer, row)
  const { baselineLogOdds } = explain(preprocessing.medians)
  return {
    card,
    preprocessing,
    baseline: toFourDecimals(probabilitiesOf(tf, [baselineLogOdds])[0] as number),
    predict: (rows) => chunksOf(rows, batchRows).flatMap((batch) => predictBatch(batch)),
    probabilities: ownProbabilities,
    explain,
  }
}

/** Of a logistic regression, whose calibration is a straight line . */
function linear(
  preprocessing: RiskPreprocessing,
  weights: Float32Array,
  models: number,
  row: Row,
): Attributions {
  const { baselineLogOdds, logOdds, contributions } = linearAttributions(preprocessing, weights, models, row)
  const [slope, offset] = lineOf(preprocessing.calibration)
  return {
    baselineLogOdds: slope * baselineLogOdds + offset,
    logOdds: slope * logOdds + offset,
    contributions: contributions.map((contribution) => slope * contribution),
  }
}

function lineOf(calibration: Calibration): readonly [slope: number, offset: number] {
  if (calibration.kind === 'none') return [1, 0]
  if (calibration.kind === 'platt') return [calibration.slope, calibration.offset]
  throw new TypeError('A logistic regression with an isotonic calibration has no linear attributions.')
}

/** Of any model: exact Shapley values of its calibrated log-odds. */
function exact(preprocessing: RiskPreprocessing, scorer: Scorer, row: Row): Attributions {
  const { features, columns, background, calibration } = preprocessing
  const model: ExplainedModel = {
    width: designWidth(preprocessing),
    columnsOf: features.map((feature) =>
      columns.flatMap((column, index) => (column.feature === feature ? [index] : [])),
    ),
    logOdds: (design) => Array.from(scorer.own(design), (value) => calibrate(calibration, value)),
  }
  const encoded = (person: Row) => designOf(preprocessing, [person])
  return shapleyValues(model, encoded(row), background.map(encoded))
}

function chunksOf<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, chunk) =>
    items.slice(chunk * size, (chunk + 1) * size),
  )
}

function intervalOf(
  probability: number,
  ofRefits: Float32Array,
  tailShare: number,
): readonly [number, number] {
  if (ofRefits.length === 0) return [probability, probability]
  const ordered = [...ofRefits].sort((one, other) => one - other)
  const low = toFourDecimals(quantile(ordered, tailShare))
  const high = toFourDecimals(quantile(ordered, 1 - tailShare))
  return [Math.min(low, probability), Math.max(high, probability)]
}
