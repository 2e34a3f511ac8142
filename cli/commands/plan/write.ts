import { type Command, Option } from 'commander'
import type { ClinicalAccess } from '../../../sdk/clinical/clinicalAccess.ts'
import type { PatientIdentifiers } from '../../../sdk/clinical/patientIdentifiers.ts'
import { InvalidInputError } from '../../../sdk/errors/index.ts'
import { type CarePlan, PLAN_STATUSES } from '../../../sdk/fhir/carePlan.ts'
import { parseRecordId } from '../../input/recordId.ts'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { plain } from '../../output/format.ts'
import { CONFIRM_HELP, type ConfirmOptions, confirmPatient, withConfirmation } from '../confirmPatient.ts'
import { exits } from '../exits.ts'
import { readText } from '../noteText.ts'
import { collecting, withChainOptions, withExample, withGatewayOption, withJson } from '../options.ts'
import { CLINICIAN_HELP, withClinician } from '../withClinician.ts'
import type { SessionOptions } from '../withSession.ts'
import { planText } from './planText.ts'

interface WriteOptions extends SessionOptions, OutputOptions, ConfirmOptions {
  readonly patient: string
  readonly title?: string
  readonly text?: string
  readonly textFile?: string
  readonly activity?: readonly string[]
  readonly status?: CarePlan['status']
  readonly from?: string
  readonly until?: string
  readonly report?: readonly string[]
  readonly replaces?: string
}

const EXAMPLE = `$ salus plan write --patient 0x90F79bf6EB2c4f870365E785982E1f101E93b906 --title Angina \\
    --text-file plan.txt --activity 'Exercise test in four weeks' --report 0x…
$ salus plan write --patient 0x90F7… --replaces 0x… --status completed`

const NOTES = `Nothing changes a care plan but a person. ${CONFIRM_HELP}
With --replaces, what is not named stays as it was, and the former version is marked as amended.
Needs a clinician of the custodian's own organisation and the patient's consent for care-plans. What is on a command
line stays in the shell's history: --text-file keeps the plan out of it. ${CLINICIAN_HELP}`

export function registerPlanWrite(group: Command): void {
  const command = group
    .command('write')
    .description('As a clinician: write a care plan, or a new version of one.')
    .requiredOption('--patient <address>', 'the patient')
    .option('--title <text>', 'what the plan is about')
    .option('--text <text>', 'the plan')
    .addOption(new Option('--text-file <file>', 'the plan, from a file in UTF-8').conflicts('text'))
    .option('--activity <text>', 'something to be done; may be repeated', collecting(String))
    .addOption(new Option('--status <status>', 'default: active').choices(PLAN_STATUSES))
    .option('--from <date>', 'first day (default: today)')
    .option('--until <date>', 'last day')
    .option(
      '--report <recordId>',
      'record of a report that led to it; may be repeated',
      collecting(parseRecordId),
    )
    .option('--replaces <recordId>', 'the version before', parseRecordId)
    .action(exits(write))
  withConfirmation(command)
  withChainOptions(withGatewayOption(withJson(command)))
  withExample(command, EXAMPLE, NOTES)
}

const write = (options: WriteOptions): Promise<number> =>
  withClinician(options, async ({ access }) => {
    const { parseAddress } = await import('../../input/address.ts')
    const { findPatientIdentifiers } = await import('../../../sdk/clinical/clinicalAccess.ts')
    const { composeCarePlan } = await import('../../../sdk/fhir/carePlan.ts')
    const { recordOfBytes } = await import('../../../sdk/gateway/recordOfBytes.ts')
    const patient = parseAddress('patient', options.patient)
    const former = options.replaces === undefined ? null : await openFormer(access, options.replaces, patient)
    const identifiers = await findPatientIdentifiers(access, patient)
    const plan = await planOf(options, access, patient, identifiers, former)
    const bytes = new TextEncoder().encode(JSON.stringify(composeCarePlan(plan)))
    await confirmPatient(identifiers, planText(plan), options)
    const predecessor = plan.replaces
    const description = {
      patient,
      category: 'care-plans',
      mediaType: 'application/fhir+json',
      predecessor,
    } as const
    const { recordId, transactionHash } = await access.gateway.addRecord(
      await recordOfBytes(description, bytes),
    )
    const { planId, version } = plan
    emit(options, { patient, recordId, planId, version, replaces: predecessor, transactionHash }, () =>
      pairs([
        ['record', plain(recordId)],
        ['version', String(version)],
        ['transaction', plain(transactionHash)],
      ]),
    )
    return FINE
  })

async function openFormer(access: ClinicalAccess, recordId: string, patient: string): Promise<CarePlan> {
  const { openBundle } = await import('../../../sdk/clinical/clinicalAccess.ts')
  const { readCarePlan } = await import('../../../sdk/fhir/carePlan.ts')
  const { bundle, ref } = await openBundle(access, recordId)
  if (ref.patient === patient) return readCarePlan(bundle)
  throw new InvalidInputError('USAGE_INVALID', 'The version to be replaced is about another patient.')
}

async function planOf(
  options: WriteOptions,
  { contracts, account }: ClinicalAccess,
  patient: string,
  { name, birthDate }: PatientIdentifiers,
  former: CarePlan | null,
): Promise<CarePlan> {
  const { didOf } = await import('../../../sdk/identity/did.ts')
  const now = new Date().toISOString()
  const title = options.title ?? former?.title
  const description = (await textOf(options)) ?? former?.description
  if (title === undefined || description === undefined) {
    throw new InvalidInputError('USAGE_INVALID', 'Give the plan a --title and its --text or --text-file.')
  }
  return {
    planId: former?.planId ?? crypto.randomUUID(),
    version: (former?.version ?? 0) + 1,
    patient: { did: didOf(contracts.chainId, patient), name, birthDate },
    authorDid: didOf(contracts.chainId, account),
    created: now,
    status: options.status ?? former?.status ?? 'active',
    title,
    description,
    activities: options.activity ?? former?.activities ?? [],
    period: {
      start: options.from ?? former?.period.start ?? now.slice(0, 10),
      end: options.until ?? former?.period.end ?? null,
    },
    reports: options.report ?? former?.reports ?? [],
    replaces: options.replaces ?? null,
  }
}

async function textOf({ text, textFile }: WriteOptions): Promise<string | undefined> {
  if (textFile === undefined) return text
  const { carePlanLimits } = await import('../../../sdk/fhir/carePlan.ts')
  // Four bytes at most for each character (RFC 3629).
  return readText(textFile, 4 * carePlanLimits.description)
}
