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

const NOTES = `Without --input the model is measured anew, on the data it ships with or on made-up ones.
What is measured depends on the kind of model: the line 'method' says it.
With --input a shipped model of risk answers the rows of a table in UCI processed.*.data form (13 columns and a
label for heart; ? or -9 for missing; a header line is allowed). Rows that it was trained on are dropped.
AUC and C-index are better near 1; Brier score and ECE (calibration error) are better near 0.`

export function registerModelEvaluate(group: Command): void {
  const command = group
    .command('evaluate <name>')
    .description('Measure a model anew, or a model of risk on a labelled table.')
    .option('--input <file>', 'labelled rows to test the shipped model on')
    .action(exits(evaluateModel))
  withExample(withJson(command), '$ salus model evaluate heart --input test/fixtures/heart/rows.csv', NOTES)
}

const evaluateModel = (name: string, options: EvaluateOptions): Promise<number> =>
  options.input === undefined ? measureAnew(name, options) : evaluateTable(name, options.input, options)

async function measureAnew(name: string, options: EvaluateOptions): Promise<number> {
  const { recipeOf } = await import('../../../oracle/models/catalogue.ts')
  const { loadRuntime } = await import('../../../oracle/runtime/tensorflow.ts')
  const recipe = recipeOf(name)
  const progress = progressLine(`measuring ${name}`)
  const evaluation = await recipe.evaluate(await loadRuntime('wasm'), (_, done, total) =>
    progress.bar(done, total),
  )
  progress.clear()
  emit(options, evaluation, () =>
    pairs([
      ['model', name],
      ['method', evaluation.method],
      ...evaluation.figures.map(({ name: figure, value, interval95 }): [string, string] => [
        figure,
        interval95
          ? `${value.toFixed(4)} (95 % ${interval95[0].toFixed(4)} to ${interval95[1].toFixed(4)})`
          : value.toFixed(4),
      ]),
    ]),
  )
  return FINE
}

async function evaluateTable(name: string, path: string, options: EvaluateOptions): Promise<number> {
  const { readRowsFile } = await import('../../input/modelInput.ts')
  const text = await readRowsFile(path)
  const { openRiskModel } = await import('../../input/model.ts')
  const { evaluateRows } = await import('../../../oracle/models/risk/evaluateRows.ts')
  const { metrics, ...counts } = evaluateRows(await openRiskModel(name), text)
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
