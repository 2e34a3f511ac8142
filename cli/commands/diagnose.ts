import type { Command } from 'commander'
import type { RowDiagnosis } from '../../oracle/models/risk/diagnose.ts'
import type { ShippedModel } from '../../oracle/models/shippedModel.ts'
import { InvalidInputError } from '../../sdk/errors/index.ts'
import { parseInstant } from '../input/period.ts'
import { columns } from '../output/columns.ts'
import { emit, type OutputOptions } from '../output/emit.ts'
import { FINE, NO } from '../output/exitCode.ts'
import { percent } from '../output/format.ts'
import { outcomeText } from '../output/outcome.ts'
import type { PageFiles } from '../output/reportPage.ts'
import { exits } from './exits.ts'
import { withExample, withJson } from './options.ts'

interface DiagnoseOptions extends OutputOptions, PageFiles {
  readonly model: string
  readonly input: string
  readonly asOf?: Date
  readonly backend: string
}

const NOT_A_DEVICE = 'Not a medical device, and not for life-critical monitoring.'

const NOTES = `The input is a FHIR R4 Bundle about one patient, or, for a model of risk, a table in UCI processed.*.data
form (the features of the model card, then a label or none; ? or -9 for missing; a header line is allowed).
Exits with 1 where the model abstains on the patient of a Bundle; a table is answered row by row, with 0.
Nothing leaves this machine. The page says that nobody signed it. A PDF needs Chromium (SALUS_CHROMIUM, or at a
usual path). The native back-end needs @tensorflow/tfjs-node, and nobody signs its results.`

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
    .option('--page <file>', "where the clinician's page of a Bundle goes, as HTML")
    .option('--pdf <file>', 'where the page goes as PDF, on A4')
    .option('--backend <name>', 'wasm or native', 'wasm')
    .action(exits(diagnose))
  withExample(
    withJson(command),
    '$ salus diagnose --model heart --input test/fixtures/heart/bundle.json --page out/page.html',
    NOTES,
  )
}

async function diagnose(options: DiagnoseOptions): Promise<number> {
  const { readModelInput } = await import('../input/modelInput.ts')
  const input = await readModelInput(options.input)
  const { openModel } = await import('../input/model.ts')
  const model = await openModel(options.model, options.backend)
  return input.kind === 'rows'
    ? diagnoseTable(options, model, input.text)
    : diagnosePatient(options, model, input.bytes)
}

const usedBy = ({ backend }: DiagnoseOptions, { card, version }: ShippedModel) => ({
  model: card.name,
  modelVersion: version,
  backend,
})

async function diagnosePatient(
  options: DiagnoseOptions,
  model: ShippedModel,
  bytes: Uint8Array,
): Promise<number> {
  const asOf = options.asOf ?? new Date()
  const limits = [NOT_A_DEVICE, ...model.card.limits]
  const { parseBundle } = await import('../../sdk/fhir/parseBundle.ts')
  const bundle = parseBundle(bytes)
  const assessment = model.assess(bundle, asOf)
  const { outcome, features } = assessment
  const { page, pdf } = options
  if (page !== undefined || pdf !== undefined) {
    const { composeLocalReport } = await import('../input/localReport.ts')
    const { writeReportPage } = await import('../output/reportPage.ts')
    const { patientIdentifiersOf } = await import('../../sdk/clinical/patientIdentifiers.ts')
    const report = composeLocalReport(model, bundle, bytes, assessment, asOf)
    const patient = patientIdentifiersOf(bundle) ?? {}
    await writeReportPage(report, { landed: null, patient }, { page, pdf })
  }
  const written = { ...(page === undefined ? {} : { page }), ...(pdf === undefined ? {} : { pdf }) }
  const found = { ...usedBy(options, model), asOf: asOf.toISOString(), outcome, features, limits, ...written }
  emit(options, found, () => {
    const files = Object.entries(written).map(([kind, file]) => `${kind} written to ${file}\n`)
    return outcomeText(outcome, features, limits) + files.join('')
  })
  return outcome.status === 'answered' ? FINE : NO
}

async function diagnoseTable(options: DiagnoseOptions, model: ShippedModel, text: string): Promise<number> {
  if (options.page !== undefined || options.pdf !== undefined) {
    throw new InvalidInputError('USAGE_INVALID', 'A page is about one patient: give a Bundle, not a table.')
  }
  const { openRiskModel } = await import('../input/model.ts')
  const { diagnoseRows } = await import('../../oracle/models/risk/diagnose.ts')
  const rows = diagnoseRows(await openRiskModel(options.model, options.backend), text)
  const answered = rows.filter(isAnswered).length
  const summary = { answered, abstained: rows.length - answered }
  const limits = [NOT_A_DEVICE, ...model.card.limits]
  const listed = rows.map(({ line, label, assessment }) => ({ line, label, outcome: assessment.outcome }))
  emit(options, { ...usedBy(options, model), ...summary, rows: listed, limits }, () =>
    rowsText(rows, summary, limits),
  )
  return FINE
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
