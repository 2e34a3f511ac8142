import type { Command } from 'commander'
import { pagesOf } from '../../../sdk/gateway/pagesOf.ts'
import type { Notice } from '../../../sdk/gateway/protocol.ts'
import { columns } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { plain, time } from '../../output/format.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withGatewayOption, withJson } from '../options.ts'
import { SESSION_HELP, type SessionOptions, withSession } from '../withSession.ts'

interface NoticesOptions extends SessionOptions, OutputOptions {
  readonly patient?: string
}

const WORDS: Record<Notice['kind'], string> = {
  released: 'a key was released to',
  refused: 'a key was refused to',
  rekeyed: 'the record was encrypted anew',
  'glass-broken': 'an emergency was declared by',
  'glass-closed': 'an emergency was ended by',
  'consent-orphaned': 'the chain took back the consent of',
  erased: 'the record was erased',
  'attestations-read': 'what clinicians made of the report was read by',
  'alert-raised': 'an alert was raised for',
  'alerts-grouped': 'low alerts of an hour, for',
  'alert-escalated': 'a critical alert is unacknowledged by',
  'alert-acknowledged': 'an alert was acknowledged by',
  'monitoring-off': 'the monitoring is off, for',
  'monitoring-on': 'the monitoring is on again, for',
  'monitoring-ended': 'the monitoring was ended, for',
}

export function registerRecordNotices(group: Command): void {
  const command = group
    .command('notices')
    .description("Show what happened to a patient's records, as the gateway tells the patient.")
    .option('--patient <address>', 'the patient (default: the account of SALUS_KEY)')
    .action(exits(notices))
  withChainOptions(withGatewayOption(withJson(command)))
  withExample(command, '$ salus record notices', SESSION_HELP)
}

function notices(options: NoticesOptions): Promise<number> {
  return withSession(options, async (session) => {
    const { patientOf } = await import('../../input/patient.ts')
    const patient = patientOf(session, options.patient)
    const all = await pagesOf((page) => session.client.listNotices(patient, page))
    const rows = all.map(({ at, kind, account, purpose, recordId }) => [
      time(Date.parse(at) / 1000),
      WORDS[kind],
      plain(account ?? ''),
      purpose ?? '',
      plain(recordId ?? ''),
    ])
    emit(options, { patient, notices: all }, () =>
      rows.length === 0
        ? `There is nothing to tell ${patient}.\n`
        : columns(rows, ['Time', 'What', 'Who', 'Purpose', 'Record']),
    )
    return FINE
  })
}
