import { type Command, Option } from 'commander'
import { type Purpose, parsePurpose } from '../../../sdk/consent/vocabulary.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { plain } from '../../output/format.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withGatewayOption, withJson } from '../options.ts'
import { CLINICIAN_HELP, withClinician } from '../withClinician.ts'
import type { SessionOptions } from '../withSession.ts'
import { planText } from './planText.ts'

interface ShowOptions extends SessionOptions, OutputOptions {
  readonly purpose: Purpose
}

export function registerPlanShow(group: Command): void {
  const command = group
    .command('show <recordId>')
    .description('Open one version of a care plan, checked against the chain, and print it.')
    .addOption(new Option('--purpose <code>', 'purpose of use').default('TREAT').argParser(parsePurpose))
    .action(exits(show))
  withChainOptions(withGatewayOption(withJson(command)))
  withExample(
    command,
    '$ salus plan show 0x…',
    `A patient reads an own plan with --purpose PATRQT. A version that was replaced is not released any more.\n${CLINICIAN_HELP}`,
  )
}

const show = (recordIdText: string, options: ShowOptions): Promise<number> =>
  withClinician(
    options,
    async ({ access }) => {
      const { parseRecordId } = await import('../../input/recordId.ts')
      const { openBundle } = await import('../../../sdk/clinical/clinicalAccess.ts')
      const { readCarePlan } = await import('../../../sdk/fhir/carePlan.ts')
      const recordId = parseRecordId(recordIdText)
      const { bundle, ref } = await openBundle(access, recordId)
      const plan = readCarePlan(bundle)
      emit(options, { recordId, patient: ref.patient, plan }, () => {
        const { name, birthDate } = plan.patient
        return `${plain(name)}, born ${birthDate}\n${planText(plan)}`
      })
      return FINE
    },
    options.purpose,
  )
