import type { Command } from 'commander'
import type { RowDiagnosis } from '../../oracle/inference/diagnose.ts'
import { parseInstant } from '../input/period.ts'
import { columns } from '../output/columns.ts'
import { emit, type OutputOptions } from '../output/emit.ts'
import { FINE, NO } from '../output/exitCode.ts'
import { percent } from '../output/format.ts'
import { outcomeText } from '../output/outcome.ts'
import { exits } from './exits.ts'
import { withExample, withJson } from './options.ts'

interface DiagnoseOptions extends OutputOptions {
  readonly model: string
  readonly input: string
  readonly asOf?: Date
  readonly backend: string
}

const NOT_A_DEVICE = 'Not a medical device, and not for life-critical monitoring.'

const NOTES = `The input is a FHIR R4 Bundle about one patient, or a table in UCI processed.*.data form (the features of
the model card, then a label or none; ? or -9 for missing; a header line is allowed).
Exits with 1 where the model abstains on the patient of a Bundle; a table is answered row by row, with 0.
Nothing leaves this machine. The native back-end needs @tensorflow/tfjs-node, and nobody signs its results.`

export function registerDiagnose(program: Command): void {
  const command = program
    .command('diagnose')
    .description('Assess a patient, or a table of them, with a shipped model. Needs no chain.')
    .requiredOption('--model <name>', 'a model of `salus model list`')
    .requiredOption('--input <file>', 'bundle.json or rows.csv')
    .option(
      '--as-of <time>',
      'time of the assessment, which decides what is stale (default: now)',
      parseInstant,
    )
    .option('--backend <name>', 'wasm or native', 'wasm')
    .action(exits(diagnose))
  withExample(
    withJson(command),
    '$ salus diagnose --model heart --input test/fixtures/heart/bundle.json',
    NOTES,
  )
}

async function diagnose(options: DiagnoseOptions): Promise<number> {
  const { readModelInput } = await import('../input/modelInput.ts')
  const input = await readModelInput(options.input)
  const { openModel, versionOf } = await import('../input/model.ts')
  const { diagnoseBundle, diagnoseRows } = await import('../../oracle/inference/diagnose.ts')
  const model = await openModel(options.model, options.backend)
  const used = { model: model.name, modelVersion: versionOf(model), backend: options.backend }
  const limits = [NOT_A_DEVICE, ...model.card.limits]

  if (input.kind === 'rows') {
    const rows = diagnoseRows(model, input.text)
    const answered = rows.filter(isAnswered).length
    const summary = { answered, abstained: rows.length - answered }
    const listed = rows.map(({ line, label, assessment }) => ({ line, label, outcome: assessment.outcome }))
    emit(options, { ...used, ...summary, rows: listed, limits }, () => rowsText(rows, summary, limits))
    return FINE
  }
  const asOf = options.asOf ?? new Date()
  const { assessment } = diagnoseBundle(model, input.bytes, asOf)
  const { outcome, features } = assessment
  emit(options, { ...used, asOf: asOf.toISOString(), outcome, features, limits }, () =>
    outcomeText(outcome, features, limits),
  )
  return outcome.status === 'answered' ? FINE : NO
}

const isAnswered = ({ assessment }: RowDiagnosis) => assessment.outcome.status === 'answered'

function rowsText(
  rows: readonly RowDiagnosis[],
  { answered, abstained }: { answered: number; abstained: number },
  limits: readonly string[],
): string {
  const table = rows.map(({ line, label, assessment: { outcome } }) => {
    const known = label === null ? '' : String(label)
    if (outcome.status === 'abstained') {
      const reasons = outcome.reasons.map(({ code, feature }) => (feature ? `${code} ${feature}` : code))
      return [String(line), known, 'no answer', '', reasons.join(', ')]
    }
    const [low, high] = outcome.interval
    return [String(line), known, percent(outcome.probability), `${percent(low)} to ${percent(high)}`]
  })
  const header = ['Line', 'Label', 'Probability', 'Over refits', 'Why no answer']
  return `${columns(table, header)}\n${answered} answered, ${abstained} abstained.\nLimits: ${limits.join(' ')}\n`
}
