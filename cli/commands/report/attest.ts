import { type Command, Option } from 'commander'
import type { Judgement } from '../../../sdk/clinical/attest.ts'
import { InvalidInputError } from '../../../sdk/errors/index.ts'
import type { OverrideReason } from '../../../sdk/inference/attestation.ts'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { printed } from '../../output/transaction.ts'
import { CONFIRM_HELP, type ConfirmOptions, confirmPatient, withConfirmation } from '../confirmPatient.ts'
import { exits } from '../exits.ts'
import { type NoteOptions, noteOf, withNote } from '../noteText.ts'
import { withChainOptions, withExample, withGatewayOption, withJson } from '../options.ts'
import { type NamedRequestOptions, namedRequest, statementFile } from '../statementFile.ts'
import { CLINICIAN_HELP, withClinician } from '../withClinician.ts'
import type { SessionOptions } from '../withSession.ts'

interface AttestOptions
  extends SessionOptions,
    OutputOptions,
    ConfirmOptions,
    NoteOptions,
    NamedRequestOptions {
  readonly agree?: true
  readonly override?: string
}

const NOTES = `Once for each clinician, and only where the request recorded what its requester thought before the score.
Reasons for an override: wrong-input, not-this-population, clinical-findings-contradict, known-diagnosis,
model-unreliable, other (which needs a note).
${CONFIRM_HELP}
The chain gets a salted commitment; your words and the salt are kept in the file and handed to the gateway. Killed in
between, the same command goes on. ${CLINICIAN_HELP}`

export function registerReportAttest(group: Command): void {
  const command = group
    .command('attest')
    .description('As a clinician: agree with a report, or override it with a reason.')
    .option('--request <id>', 'the request that the report answers')
    .option('--request-file <file>', 'or the JSON that salus report request printed')
    .addOption(new Option('--agree', 'the report fits').conflicts('override'))
    .addOption(new Option('--override <reason>', 'the report does not fit, and why').conflicts('agree'))
    .option(
      '--keep <file>',
      'where your words and the salt are kept (default: beside the request, or in out)',
    )
    .action(exits(attestTo))
  withNote(command)
  withConfirmation(command)
  withChainOptions(withGatewayOption(withJson(command)))
  withExample(command, '$ salus report attest --request 0x… --override known-diagnosis', NOTES)
}

async function attestTo(options: AttestOptions): Promise<number> {
  const judgement = await judgementOf(options)
  const { requestId, path } = await namedRequest(options, 'attestation')
  return withClinician(options, async ({ access }) => {
    const { attest } = await import('../../../sdk/clinical/attest.ts')
    const { openRequest } = await import('../../../sdk/clinical/openRequest.ts')
    const opened = await openRequest(access, requestId)
    const { verdict, reasonCode } = judgement
    const said = reasonCode ? `${verdict}: ${reasonCode}` : verdict
    const words = pairs([
      ['report of', requestId],
      ['verdict', said],
    ])
    await confirmPatient(opened.identifiers, words, options)
    const { receipt, statement } = await attest(access, opened, judgement, statementFile(path))
    const transaction = receipt && printed(receipt)
    emit(
      options,
      {
        requestId,
        verdict,
        reasonCode: reasonCode ?? null,
        commitment: statement.commitment,
        transaction,
        kept: path,
      },
      () =>
        pairs([
          ['request', requestId],
          ['verdict', said],
          ['transaction', transaction?.transactionHash ?? 'landed before'],
          ['kept in', path],
        ]),
    )
    return FINE
  })
}

async function judgementOf(options: AttestOptions): Promise<Judgement> {
  const { OVERRIDE_REASONS } = await import('../../../sdk/inference/attestation.ts')
  const note = await noteOf(options)
  const noted = note === undefined ? {} : { note }
  if (options.agree) return { verdict: 'agreed', ...noted }
  const codes = Object.keys(OVERRIDE_REASONS) as OverrideReason[]
  const reasonCode = codes.find((code) => code === options.override)
  if (reasonCode === undefined) {
    throw new InvalidInputError(
      'USAGE_INVALID',
      `Say --agree, or --override with a reason: ${codes.join(', ')}.`,
    )
  }
  if (reasonCode === 'other' && !note) {
    throw new InvalidInputError('USAGE_INVALID', 'The reason other needs a --note or a --note-file.')
  }
  return { verdict: 'overridden', reasonCode, ...noted }
}
