import type { Command } from 'commander'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { plain } from '../../output/format.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withGatewayOption, withJson } from '../options.ts'
import { SESSION_HELP, type SessionOptions, withSession } from '../withSession.ts'

interface EraseOptions extends SessionOptions, OutputOptions {
  readonly yes: true
}

const NOTES = `For the patient, and for the custodian's staff. The gateway destroys the record's salt, keys and ciphertext and
anchors a tombstone. The log of disclosures stays and still verifies. Copies that others made with a key they were given are
beyond it; so are backups.`

export function registerRecordErase(group: Command): void {
  const command = group
    .command('erase <recordId>')
    .description('Have the custodian erase a record for good.')
    .requiredOption('--yes', 'say that you mean it: nobody can undo it')
    .action(exits(erase))
  withChainOptions(withGatewayOption(withJson(command)))
  withExample(command, '$ salus record erase 0x… --yes', `${NOTES}\n${SESSION_HELP}`)
}

function erase(recordIdText: string, options: EraseOptions): Promise<number> {
  return withSession(options, async ({ client }) => {
    const { parseRecordId } = await import('../../input/recordId.ts')
    const { recordId, transactionHash } = await client.eraseRecord(parseRecordId(recordIdText))
    emit(options, { recordId, transactionHash }, () =>
      pairs([
        ['erased', plain(recordId)],
        ['transaction', plain(transactionHash)],
      ]),
    )
    return FINE
  })
}
