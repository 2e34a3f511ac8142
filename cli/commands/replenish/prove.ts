import type { Command } from 'commander'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { exits } from '../exits.ts'
import { withExample, withJson } from '../options.ts'

interface ProveOptions extends OutputOptions {
  readonly book: string
  readonly output: string
}

const NOTES = `The chain does not say which product a batch is of. This shows it by one pack of the batch, its last one: GTIN, lot, serial number
and proof, no other serial number and no secret. Give it to whoever buys of the batch, and to nobody else: with it they can tell the
batch on the chain. Needs no chain and no key.`

export function registerReplenishProve(group: Command): void {
  const command = group
    .command('prove')
    .description('As the maker: write the proof of which product a batch is of, for those who buy of it.')
    .option('--book <file>', 'what salus batch commission wrote', 'out/batch-book.json')
    .option('--output <file>', 'where the proof goes', 'out/batch-proof.json')
    .action(exits(prove))
  withJson(command)
  withExample(
    command,
    '$ salus replenish prove --book out/batch-book.json --output out/batch-proof.json',
    NOTES,
  )
}

async function prove(options: ProveOptions): Promise<number> {
  const { readBatchBook } = await import('../../input/batchBook.ts')
  const { progressLine } = await import('../../output/progress.ts')
  const { writeWhole } = await import('../../output/writeWhole.ts')
  const { treeOfBook } = await import('../../../sdk/provenance/batchBook.ts')
  const { proveBatch } = await import('../../../sdk/planning/batchOfProduct.ts')
  const book = await readBatchBook(options.book)
  const { batchId } = book
  const packs = book.serials.length
  const progress = progressLine('packs')
  const tree = await treeOfBook(book, { onProgress: (done) => progress.bar(done, packs) }).finally(() =>
    progress.clear(),
  )
  await writeWhole(options.output, `${JSON.stringify(proveBatch(book, tree), null, 2)}\n`)
  emit(options, { batchId, packs, output: options.output }, () =>
    pairs([
      ['batch', batchId],
      ['packs', packs.toLocaleString('en')],
      ['proof', options.output],
    ]),
  )
  return FINE
}
