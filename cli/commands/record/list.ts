import { type Command, Option } from 'commander'
import pc from 'picocolors'
import { type Purpose, parsePurpose } from '../../../sdk/consent/vocabulary.ts'
import type { RecordStatus } from '../../../sdk/records/status.ts'
import { columns } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { plain } from '../../output/format.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withGatewayOption, withJson } from '../options.ts'
import { SESSION_HELP, type SessionOptions, withSession } from '../withSession.ts'

interface ListOptions extends SessionOptions, OutputOptions {
  readonly patient?: string
  readonly purpose: Purpose
}

export function registerRecordList(group: Command): void {
  const command = group
    .command('list')
    .description('List the records that a gateway keeps of a patient.')
    .option('--patient <address>', 'the patient (default: the account of SALUS_KEY)')
    .addOption(
      new Option('--purpose <code>', 'what for, where you are not the patient')
        .default('TREAT')
        .argParser(parsePurpose),
    )
    .action(exits(list))
  withChainOptions(withGatewayOption(withJson(command)))
  withExample(
    command,
    '$ salus record list --patient 0x90F79bf6EB2c4f870365E785982E1f101E93b906 --purpose TREAT',
    `A patient and the staff see all; others see what the patient's consent opens to them for the purpose now.\n${SESSION_HELP}`,
  )
}

function list(options: ListOptions): Promise<number> {
  return withSession(options, async (session) => {
    const { patientOf } = await import('../../input/patient.ts')
    const patient = patientOf(session, options.patient)
    const records = await session.client.listRecords(patient, options.purpose)
    const rows = records.map(({ recordId, category, mediaType, size, keyEpoch, status }) => [
      plain(recordId),
      category,
      plain(mediaType),
      size.toLocaleString('en'),
      String(keyEpoch),
      coloured(status),
    ])
    emit(options, { patient, records }, () =>
      rows.length === 0
        ? `The gateway shows no record of ${patient}.\n`
        : columns(rows, ['Record', 'Category', 'Media type', 'Bytes', 'Epoch', 'Status']),
    )
    return FINE
  })
}

const coloured = (status: RecordStatus) => (status === 'active' ? pc.green(status) : pc.yellow(status))
