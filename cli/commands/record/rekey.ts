import type { Command } from 'commander'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { plain } from '../../output/format.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withGatewayOption, withJson } from '../options.ts'
import { SESSION_HELP, type SessionOptions, withSession } from '../withSession.ts'

interface RekeyOptions extends SessionOptions, OutputOptions {}

export function registerRecordRekey(group: Command): void {
  const command = group
    .command('rekey <recordId>')
    .description('Have a record encrypted anew, so that no key released so far opens what is kept.')
    .action(exits(rekey))
  withChainOptions(withGatewayOption(withJson(command)))
  withExample(
    command,
    '$ salus record rekey 0x…',
    `For the patient and the staff. A gateway does it by itself after each revocation.\n${SESSION_HELP}`,
  )
}

function rekey(recordIdText: string, options: RekeyOptions): Promise<number> {
  return withSession(options, async ({ client }) => {
    const { parseRecordId } = await import('../../input/recordId.ts')
    const { recordId, keyEpoch, cid } = await client.rekeyRecord(parseRecordId(recordIdText))
    emit(options, { recordId, keyEpoch, cid }, () =>
      pairs([
        ['record', plain(recordId)],
        ['key epoch', String(keyEpoch)],
        ['CID', plain(cid)],
      ]),
    )
    return FINE
  })
}
