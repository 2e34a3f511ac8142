import type { Command } from 'commander'
import pc from 'picocolors'
import type { CopyReport } from '../../../sdk/storage/copyPinned.ts'
import { columns, pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE, NO } from '../../output/exitCode.ts'
import { bytesText, plain } from '../../output/format.ts'
import { progressLine } from '../../output/progress.ts'
import { exits } from '../exits.ts'
import { withExample, withJson } from '../options.ts'
import { STORE_HELP } from './help.ts'

interface CopyOptions extends OutputOptions {
  readonly from: string
  readonly to: string
}

const NOTES = `${STORE_HELP}

Copies everything that is pinned and pins it in the target; the source keeps what it has. Every byte is checked
when it is read and when it has been written, so a copy has the CIDs of the original. Stopped half-way, it is run
again: what is there already is checked and not sent twice. A target folder is made where there is none; no
gateway may use it meanwhile. Exits with 1 where something could not be copied, and says what and why.`

export function registerStorageCopy(group: Command): void {
  const command = group
    .command('copy')
    .description('Copy all records of a store to another: to a Kubo daemon, from one, or between folders.')
    .requiredOption('--from <address>', 'folder, or URL of a Kubo daemon')
    .requiredOption('--to <address>', 'folder, or URL of a Kubo daemon')
    .action(exits(copy))
  withExample(
    withJson(command),
    '$ salus storage copy --from .salus/gateway/content --to http://127.0.0.1:5001',
    NOTES,
  )
}

async function copy(options: CopyOptions): Promise<number> {
  const { openStore } = await import('../../input/store.ts')
  const { copyPinned } = await import('../../../sdk/storage/copyPinned.ts')
  const [from, to] = [await openStore(options.from), await openStore(options.to, true)]
  const progress = progressLine('copying')
  const report = await copyPinned(from, to, {
    onProgress: ({ done, total, bytes }) => progress.say(`${done} of ${total} contents, ${bytesText(bytes)}`),
  })
  progress.clear()
  emit(options, { from: options.from, to: options.to, ...report }, () => reportText(report))
  return report.failed.length === 0 ? FINE : NO
}

function reportText({ copied, bytes, present, foreign, failed }: CopyReport): string {
  return (
    pairs([
      ['copied', `${copied}, ${bytesText(bytes)}`],
      ['there already', String(present)],
      ...(foreign.length === 0 ? [] : [['no records', `${foreign.length}, not copied`] as const]),
      ['not copied', failed.length === 0 ? pc.green('none') : pc.red(String(failed.length))],
    ]) + columns(failed.map(({ cid, code, message }) => [plain(cid), pc.red(code), plain(message)]))
  )
}
