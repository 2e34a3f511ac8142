import { type Command, Option } from 'commander'
import type { PlanChanges } from '../../../sdk/clinical/carePlans.ts'
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
    const { handInCarePlan, nextVersion, openCarePlan } = await import('../../../sdk/clinical/carePlans.ts')
    const { findPatientIdentifiers } = await import('../../../sdk/clinical/clinicalAccess.ts')
    const { composeCarePlan } = await import('../../../sdk/fhir/carePlan.ts')
    const patient = parseAddress('patient', options.patient)
    const former =
      options.replaces === undefined ? null : await openCarePlan(access, options.replaces, patient)
    const identifiers = await findPatientIdentifiers(access, patient)
    const plan = nextVersion(access, patient, identifiers, former, await changesOf(options))
    // Found out before anybody is asked to confirm it.
    composeCarePlan(plan)
    await confirmPatient(identifiers, planText(plan), options)
    const { recordId, transactionHash } = await handInCarePlan(access, patient, plan)
    const { planId, version, replaces } = plan
    emit(options, { patient, recordId, planId, version, replaces, transactionHash }, () =>
      pairs([
        ['record', plain(recordId)],
        ['version', String(version)],
        ['transaction', plain(transactionHash)],
      ]),
    )
    return FINE
  })

async function changesOf(options: WriteOptions): Promise<PlanChanges> {
  const { title, activity, status, from, until, report } = options
  const description = await textOf(options)
  return {
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(activity !== undefined && { activities: activity }),
    ...(status !== undefined && { status }),
    ...(report !== undefined && { reports: report }),
    start: from,
    end: until,
  }
}

async function textOf({ text, textFile }: WriteOptions): Promise<string | undefined> {
  if (textFile === undefined) return text
  const { carePlanLimits } = await import('../../../sdk/fhir/carePlan.ts')
  // Four bytes at most for each character (RFC 3629).
  return readText(textFile, 4 * carePlanLimits.description)
}
