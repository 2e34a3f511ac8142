import type { Command } from 'commander'
import pc from 'picocolors'
import type { BlockFault, ScrubReport } from '../../../sdk/storage/scrub.ts'
import { columns, pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE, NO } from '../../output/exitCode.ts'
import { bytesText } from '../../output/format.ts'
import { progressLine } from '../../output/progress.ts'
import { exits } from '../exits.ts'
import { withExample, withJson } from '../options.ts'
import { STORE_HELP } from './help.ts'

interface ScrubOptions extends OutputOptions {
  readonly store: string
  readonly repairFrom?: string
}

const NOTES = `${STORE_HELP}

Reads every block and checks its hash, and looks for blocks that a pin needs and that are gone. With
--repair-from, sound copies are taken from another store, which is not trusted: each is checked before it is
written. Exits with 1 where a fault is left. A gateway may go on using the store meanwhile. A Kubo daemon
checks its own blocks: ipfs repo verify.`

export function registerStorageScrub(group: Command): void {
  const command = group
    .command('scrub')
    .description('Check every block of a store on this disk, and repair it from another store.')
    .requiredOption('--store <folder>', 'the store to check')
    .option('--repair-from <address>', 'folder, or URL of a Kubo daemon, with sound copies')
    .action(exits(scrubStore))
  withExample(
    withJson(command),
    '$ salus storage scrub --store .salus/gateway/content --repair-from http://127.0.0.1:5001',
    NOTES,
  )
}

async function scrubStore(options: ScrubOptions): Promise<number> {
  const { openFolder, openStore } = await import('../../input/store.ts')
  const { scrub } = await import('../../../sdk/storage/scrub.ts')
  const { blocks, pins } = await openFolder(options.store)
  const source = options.repairFrom === undefined ? undefined : await openStore(options.repairFrom)
  const progress = progressLine('checking')
  const report = await scrub(blocks, pins, {
    repairFrom: source?.blocks,
    onProgress: (count) => progress.say(`${count.toLocaleString('en')} blocks`),
  })
  progress.clear()
  const faults = [...report.corrupt, ...report.missing]
  const isFine = faults.every(({ repaired }) => repaired)
  emit(options, { store: options.store, ok: isFine, ...report }, () => reportText(report, isFine))
  return isFine ? FINE : NO
}

function reportText({ blocks, bytes, pins, corrupt, missing }: ScrubReport, isFine: boolean): string {
  const faults = [...rows('corrupt', corrupt), ...rows('missing', missing)]
  return `${pairs([
    ['blocks', `${blocks.toLocaleString('en')}, ${bytesText(bytes)}`],
    ['pinned', pins.toLocaleString('en')],
    ['corrupt', counted(corrupt)],
    ['missing', counted(missing)],
  ])}${columns(faults)}${isFine ? pc.green('The store is sound.') : pc.red('The store has faults.')}\n`
}

const rows = (what: string, faults: readonly BlockFault[]) =>
  faults.map(({ cid, repaired }) => [what, repaired ? pc.green('repaired') : pc.red('left'), cid])

const counted = (faults: readonly BlockFault[]) =>
  faults.length === 0
    ? 'none'
    : `${faults.length}, of them ${faults.filter(({ repaired }) => repaired).length} repaired`
