import type { Command } from 'commander'
import pc from 'picocolors'
import type { FolderStore, KuboStore } from '../../input/store.ts'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE, NO } from '../../output/exitCode.ts'
import { bytesText, plain } from '../../output/format.ts'
import { progressLine } from '../../output/progress.ts'
import { exits } from '../exits.ts'
import { withExample, withJson } from '../options.ts'
import { STORE_HELP } from './help.ts'

interface StatusOptions extends OutputOptions {
  readonly store: string
}

const NOTES = `${STORE_HELP}

Looks whether every block of what is pinned is there, and exits with 1 where one is missing. It does not read
them all: salus storage scrub does. What a Kubo daemon pins besides records is counted and not looked at.`

export function registerStorageStatus(group: Command): void {
  const command = group
    .command('status')
    .description('Say what a store holds, and whether what is pinned is complete.')
    .requiredOption('--store <address>', 'folder, or URL of a Kubo daemon')
    .action(exits(status))
  withExample(withJson(command), '$ salus storage status --store http://127.0.0.1:5001', NOTES)
}

async function status(options: StatusOptions): Promise<number> {
  const { openStore } = await import('../../input/store.ts')
  const { checkPins } = await import('../../../sdk/storage/checkPins.ts')
  const store = await openStore(options.store)
  const progress = progressLine('looking at what is pinned')
  const { pinned, incomplete, foreign } = await checkPins(store.content, { onProgress: progress.bar })
  progress.clear()
  const size = await sizeOf(store)
  const isFine = incomplete.length === 0
  emit(options, { store: options.store, kind: store.kind, ...size, pinned, incomplete, foreign }, () =>
    pairs([
      ['store', options.store],
      ['kind', 'version' in size ? `Kubo ${plain(size.version)}` : 'embedded, in a folder'],
      ['holds', `${size.blocks.toLocaleString('en')} blocks, ${bytesText(size.bytes)}`],
      'version' in size
        ? ['capacity', bytesText(size.capacity)]
        : ['free on disk', bytesText(size.available)],
      ['pinned', `${pinned}${foreign.length === 0 ? '' : `, and ${foreign.length} that are no records`}`],
      ['complete', isFine ? pc.green('all') : pc.red(`${incomplete.length} are not`)],
      ...incomplete.map((cid) => ['', cid] as const),
    ]),
  )
  return isFine ? FINE : NO
}

async function sizeOf(store: FolderStore | KuboStore) {
  if (store.kind === 'kubo') {
    const { kuboStatus } = await import('../../../sdk/storage/kubo/kuboStatus.ts')
    return kuboStatus(store.options)
  }
  const { measureStore } = await import('../../../sdk/storage/node/measureStore.ts')
  return measureStore(store.folder)
}
