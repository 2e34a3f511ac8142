import type { Command } from 'commander'
import { columns } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { plain } from '../../output/format.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withGatewayOption, withJson } from '../options.ts'
import { SESSION_HELP, type SessionOptions, withSession } from '../withSession.ts'

interface ListOptions extends SessionOptions, OutputOptions {
  readonly patient?: string
}

export function registerPlanList(group: Command): void {
  const command = group
    .command('list')
    .description("List the versions of a patient's care plans, the oldest first.")
    .option('--patient <address>', 'the patient (default: the account of SALUS_KEY)')
    .action(exits(list))
  withChainOptions(withGatewayOption(withJson(command)))
  withExample(command, '$ salus plan list --patient 0x90F79bf6EB2c4f870365E785982E1f101E93b906', SESSION_HELP)
}

function list(options: ListOptions): Promise<number> {
  return withSession(options, async (session) => {
    const { patientOf } = await import('../../input/patient.ts')
    const patient = patientOf(session, options.patient)
    const records = await session.client.listRecords(patient, 'TREAT')
    const plans = records.filter(({ category }) => category === 'care-plans')
    emit(options, { patient, plans }, () =>
      plans.length === 0
        ? `The gateway shows no care plan of ${patient}.\n`
        : columns(
            plans.map(({ recordId, status, size }) => [plain(recordId), status, size.toLocaleString('en')]),
            ['Record', 'Status', 'Bytes'],
          ),
    )
    return FINE
  })
}
