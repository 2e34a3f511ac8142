import { type Command, Option } from 'commander'
import { InvalidInputError } from '../../../sdk/errors/index.ts'
import type { LaterOutcome } from '../../../sdk/inference/outcome.ts'
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

interface OutcomeOptions
  extends SessionOptions,
    OutputOptions,
    ConfirmOptions,
    NoteOptions,
    NamedRequestOptions {
  readonly confirmed?: true
  readonly refuted?: true
  readonly unknown?: true
}

const NOTES = `For whoever attested to the report. The latest that you record counts. ${CONFIRM_HELP}
Kept and handed in as by salus report attest. ${CLINICIAN_HELP}`

export function registerReportOutcome(group: Command): void {
  const command = group
    .command('outcome')
    .description('As a clinician who attested: record whether what came later bore the report out.')
    .option('--request <id>', 'the request that the report answers')
    .option('--request-file <file>', 'or the JSON that salus report request printed')
    .addOption(new Option('--confirmed', 'it bore the report out').conflicts(['refuted', 'unknown']))
    .addOption(new Option('--refuted', 'it contradicts the report').conflicts(['confirmed', 'unknown']))
    .addOption(new Option('--unknown', 'nobody will know any more').conflicts(['confirmed', 'refuted']))
    .option(
      '--keep <file>',
      'where your words and the salt are kept (default: beside the request, or in out)',
    )
    .action(exits(record))
  withNote(command)
  withConfirmation(command)
  withChainOptions(withGatewayOption(withJson(command)))
  withExample(command, '$ salus report outcome --request 0x… --confirmed', NOTES)
}

async function record(options: OutcomeOptions): Promise<number> {
  const outcome = outcomeOf(options)
  const note = await noteOf(options)
  const { requestId, path } = await namedRequest(options, 'outcome')
  return withClinician(options, async ({ access }) => {
    const { recordLaterOutcome } = await import('../../../sdk/clinical/attest.ts')
    const { openRequest } = await import('../../../sdk/clinical/openRequest.ts')
    const { identifiers, outputHash } = await openRequest(access, requestId)
    const words = pairs([
      ['report of', requestId],
      ['outcome', outcome],
    ])
    await confirmPatient(identifiers, words, options)
    const learnt = { outcome, ...(note !== undefined && { note }) }
    const { receipt, statement } = await recordLaterOutcome(
      access,
      requestId,
      outputHash,
      learnt,
      statementFile(path),
    )
    const transaction = receipt && printed(receipt)
    emit(options, { requestId, outcome, commitment: statement.commitment, transaction, kept: path }, () =>
      pairs([
        ['request', requestId],
        ['outcome', outcome],
        ['transaction', transaction?.transactionHash ?? 'landed before'],
        ['kept in', path],
      ]),
    )
    return FINE
  })
}

function outcomeOf({ confirmed, refuted, unknown }: OutcomeOptions): LaterOutcome['outcome'] {
  if (confirmed) return 'confirmed'
  if (refuted) return 'refuted'
  if (unknown) return 'unknown'
  throw new InvalidInputError('USAGE_INVALID', 'Say --confirmed, --refuted or --unknown.')
}
