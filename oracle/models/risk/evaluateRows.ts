import { InvalidInputError } from '../../../sdk/errors/index.ts'
import type { AbstentionReason } from '../../../sdk/inference/clinicalReport.ts'
import { type Metrics, measure, type Scored } from '../metrics.ts'
import { readRows } from '../readRows.ts'
import { type Judgement, judgeAll } from './assess.ts'
import type { RiskModel } from './riskModel.ts'
import { cleanRow, rowReadings } from './rowReadings.ts'
import { rowHash } from './trainingManifest.ts'

export interface RowsEvaluation {
  readonly model: string
  /** Rows in the table. */
  readonly rows: number
  /** Rows left out because the model was trained on them. */
  readonly droppedAsTraining: number
  readonly answered: number
  readonly abstained: number
  /** Share of the rows that were not dropped, 0 to 1; null when all were. */
  readonly shareAbstained: number | null
  /** Rows per reason; a row with several reasons counts under each. */
  readonly reasons: { readonly [code in AbstentionReason['code']]?: number }
  /** Over the answered rows; null when none was answered, and `auc` null when they all have one label. */
  readonly metrics: (Omit<Metrics, 'auc'> & { readonly auc: number | null }) | null
}

/**
 * Tests a shipped model, as it is, on a labelled table in UCI `processed.*.data` form.
 *
 * @throws InvalidInputError ROWS_INVALID
 */
export function evaluateRows(model: RiskModel, text: string): RowsEvaluation {
  const table = readRows(text, model.preprocessing.features)
  if (!table.labelled) {
    throw new InvalidInputError(
      'ROWS_INVALID',
      'The table has no label column, so there is nothing to compare with.',
    )
  }
  const trained = new Set(model.training.trainingRows)
  const kept = table.rows.filter(({ values }) => !trained.has(rowHash(cleanRow(model.card.features, values))))
  const unlabelled = kept.find(({ label }) => label === null)
  if (unlabelled) throw new InvalidInputError('ROWS_INVALID', `Line ${unlabelled.line} has no label.`)
  const judged = judgeAll(
    model,
    kept.map(({ values }) => rowReadings(model.card.features, values)),
  )
  const scored = kept.flatMap(({ label }, index): Scored[] => {
    const prediction = judged[index]?.prediction
    return prediction ? [{ probability: prediction.probability, label: label as number }] : []
  })
  const abstained = kept.length - scored.length
  return {
    model: model.card.name,
    rows: table.rows.length,
    droppedAsTraining: table.rows.length - kept.length,
    answered: scored.length,
    abstained,
    shareAbstained: kept.length === 0 ? null : abstained / kept.length,
    reasons: countReasons(judged),
    metrics: metricsOf(scored),
  }
}

function metricsOf(scored: readonly Scored[]): RowsEvaluation['metrics'] {
  if (scored.length === 0) return null
  const metrics = measure(scored)
  return { ...metrics, auc: Number.isNaN(metrics.auc) ? null : metrics.auc }
}

function countReasons(judged: readonly Judgement[]): RowsEvaluation['reasons'] {
  const counts: { [code in AbstentionReason['code']]?: number } = {}
  for (const { reasons } of judged) {
    for (const code of new Set(reasons.map((reason) => reason.code))) counts[code] = (counts[code] ?? 0) + 1
  }
  return counts
}
