import type { Command } from 'commander'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { percent } from '../../output/format.ts'
import { progressLine } from '../../output/progress.ts'
import { exits } from '../exits.ts'
import { withExample, withJson } from '../options.ts'

interface EvaluateOptions extends OutputOptions {
  readonly input?: string
}

const NOTES = `Without --input the model is trained anew in every fold, on the data it ships with.
With --input the shipped model answers the rows of a table in UCI processed.*.data form (13 columns and a
label for heart; ? or -9 for missing; a header line is allowed). Rows that it was trained on are dropped.
AUC is better near 1; Brier score and ECE (calibration error) are better near 0.`

export function registerModelEvaluate(group: Command): void {
  const command = group
    .command('evaluate <name>')
    .description('Measure a model: by 5-fold × 3 cross-validation, or on a labelled table.')
    .option('--input <file>', 'labelled rows to test the shipped model on')
    .action(exits(evaluateModel))
  withExample(withJson(command), '$ salus model evaluate heart --input test/fixtures/heart/rows.csv', NOTES)
}

const evaluateModel = (name: string, options: EvaluateOptions): Promise<number> =>
  options.input === undefined ? crossValidate(name, options) : evaluateTable(name, options.input, options)

async function crossValidate(name: string, options: EvaluateOptions): Promise<number> {
  const { evaluate } = await import('../../../oracle/models/evaluate.ts')
  const { loadRuntime } = await import('../../../oracle/runtime/tensorflow.ts')
  const progress = progressLine(`cross-validating ${name}`)
  const evaluation = await evaluate(await loadRuntime('wasm'), name, { onProgress: progress.bar })
  progress.clear()
  emit(options, evaluation, () =>
    pairs([
      ['model', name],
      ['method', `${evaluation.folds} folds, ${evaluation.repeats} repeats, ${evaluation.rows} rows`],
      ...figures(evaluation),
    ]),
  )
  return FINE
}

async function evaluateTable(name: string, path: string, options: EvaluateOptions): Promise<number> {
  const { readRowsFile } = await import('../../input/modelInput.ts')
  const text = await readRowsFile(path)
  const { openModel } = await import('../../input/model.ts')
  const { evaluateRows } = await import('../../../oracle/inference/evaluateRows.ts')
  const { metrics, ...counts } = evaluateRows(await openModel(name), text)
  const { auc = null, brier = null, ece = null, accuracy = null } = metrics ?? {}
  const evaluation = { ...counts, auc, brier, ece, accuracy }
  const reasons = Object.entries(counts.reasons).map(([code, rows]) => `${code} ${rows}`)
  emit(options, evaluation, () =>
    pairs([
      ['model', name],
      ['rows', `${counts.rows}, of them ${counts.droppedAsTraining} dropped: the model was trained on them`],
      ['answered', String(counts.answered)],
      [
        'abstained',
        `${counts.abstained}${counts.shareAbstained === null ? '' : ` (${percent(counts.shareAbstained)})`}`,
      ],
      ['because of', reasons.join(', ') || 'nothing'],
      ...figures(evaluation),
    ]),
  )
  return FINE
}

type Figure = number | null

const figures = (metrics: {
  auc: Figure
  brier: Figure
  ece: Figure
  accuracy: Figure
}): [name: string, value: string][] => [
  ['AUC', shown(metrics.auc)],
  ['Brier', shown(metrics.brier)],
  ['ECE', shown(metrics.ece)],
  ['accuracy', shown(metrics.accuracy)],
]

const shown = (figure: Figure) => (figure === null ? 'not defined on these rows' : figure.toFixed(4))
