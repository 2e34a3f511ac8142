import { type Command, InvalidArgumentError, Option } from 'commander'
import { InvalidInputError } from '../../../sdk/errors/index.ts'
import type { BatchBook, BookUnit } from '../../../sdk/provenance/batchBook.ts'
import type { PackTree } from '../../../sdk/provenance/packTree.ts'
import type { ChainOptions } from '../../context.ts'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { printed, transactionPairs } from '../../output/transaction.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withJson } from '../options.ts'
import { type ActingContext, withAccount } from '../withChain.ts'

interface CommissionOptions extends ChainOptions, OutputOptions {
  readonly gtin?: string
  readonly lot?: string
  readonly expiry?: string
  readonly count?: number
  readonly serials?: string
  readonly units?: string
  readonly output: string
  readonly resume?: string
}

const EXAMPLE = `$ salus batch commission --gtin 09501101530003 --lot B42 --expiry 2028-06-30 --count 100000 --output book.json
$ salus batch commission --gtin 09501101530003 --lot B42 --expiry 2028-06-30 --serials serials.txt`

const NOTES = `The chain gets one root over all packs, the expiry and nothing else: no GTIN, serial number, lot or number of packs.
Everything else is in the batch book, which only you may read: the secret of the batch, and every serial number. Who
has it can tell your packs on the chain; without it no pack of the batch can be verified or dispensed. Keep a copy.
The book is written before anything is sent, and never over another. If sending fails: --resume book.json.
Needs SALUS_KEY of an account that is accredited as manufacturer.`

export function registerBatchCommission(group: Command): void {
  const command = group
    .command('commission')
    .description('As the maker: put a batch of packs on the chain, at the same cost for one and a million.')
    .option('--gtin <digits>', 'GTIN of the product, 8 to 14 digits')
    .option('--lot <text>', 'lot, as it is printed')
    .option('--expiry <date>', 'last day of use, YYYY-MM-DD')
    .addOption(
      new Option('--count <number>', 'draw so many unpredictable serial numbers')
        .argParser(parseCount)
        .conflicts('serials'),
    )
    .option('--serials <file>', 'serial numbers of your own, one a line')
    .option('--units <file>', 'pallets and cases with their SSCC: [{"sscc":"…","level":6,"position":0}]')
    .option('--output <file>', 'where the batch book goes', 'out/batch-book.json')
    .addOption(
      new Option('--resume <book>', 'send what an earlier run wrote and could not send').conflicts([
        'gtin',
        'lot',
        'expiry',
        'count',
        'serials',
        'units',
        'output',
      ]),
    )
    .action(exits(commission))
  withChainOptions(withJson(command))
  withExample(command, EXAMPLE, NOTES)
}

const commission = (options: CommissionOptions): Promise<number> =>
  withAccount(options, async (chain) => {
    const { progressLine } = await import('../../output/progress.ts')
    const { commissionBatch } = await import('../../../sdk/provenance/commissionBatch.ts')
    const progress = progressLine('packs')
    const { book, tree, path } = await obtain(chain, options, (done, total) =>
      progress.bar(done, total),
    ).finally(() => progress.clear())
    const transaction = printed(await commissionBatch(chain.own, book, tree))
    const { batchId, expiry, serials } = book
    const { root, depth } = tree
    emit(options, { batchId, packs: serials.length, root, depth, expiry, book: path, ...transaction }, () =>
      pairs([
        ['batch', batchId],
        ['packs', serials.length.toLocaleString('en')],
        ['last day of use', expiry],
        ['root', root],
        ['whole batch is', `${batchId}/${depth}/0`],
        ['book', path],
        ...transactionPairs(transaction),
      ]),
    )
    return FINE
  })

interface Prepared {
  readonly book: BatchBook
  readonly tree: PackTree
  readonly path: string
}

async function obtain(
  chain: ActingContext,
  options: CommissionOptions,
  onProgress: (done: number, total: number) => void,
): Promise<Prepared> {
  const { treeOfBook } = await import('../../../sdk/provenance/batchBook.ts')
  const { readBatchBook } = await import('../../input/batchBook.ts')
  const isNew = options.resume === undefined
  const path = options.resume ?? options.output
  const book = isNew ? await draw(chain, options) : await readBatchBook(path)
  const total = book.serials.length
  const tree = await treeOfBook(book, { onProgress: (packs) => onProgress(packs, total) })
  if (isNew) {
    const { writeNew } = await import('../../output/writeNew.ts')
    await writeNew(path, `${JSON.stringify(book)}\n`)
  }
  return { book, tree, path }
}

/** A new book, in memory alone. @throws InvalidInputError USAGE_INVALID, GS1_INVALID, BATCH_BOOK_INVALID */
async function draw({ own, wallet }: ActingContext, options: CommissionOptions): Promise<BatchBook> {
  const { gtin, lot, expiry, count, serials } = options
  if (!gtin || !lot || !expiry || (count === undefined && serials === undefined)) {
    throw new InvalidInputError(
      'USAGE_INVALID',
      'Say what the batch is: --gtin, --lot, --expiry, and --count or --serials.',
    )
  }
  const { requireNew } = await import('../../output/writeNew.ts')
  const { requireOrganisation } = await import('../../input/organisation.ts')
  const { drawSerials, readSerials } = await import('../../input/serials.ts')
  const { createBatchBook } = await import('../../../sdk/provenance/batchBook.ts')
  const { parseGtin } = await import('../../../sdk/gs1/keys.ts')
  await requireNew(options.output)
  const maker = await requireOrganisation(own, wallet.address, ['manufacturer'])
  return createBatchBook({
    contracts: own,
    maker,
    gtin: parseGtin(gtin),
    lot,
    expiry,
    serials: serials === undefined ? drawSerials(count ?? 0) : await readSerials(serials),
    units: options.units === undefined ? [] : await readUnits(options.units),
  })
}

/** Logistic units that the maker numbered, as JSON: [{ "sscc": "…", "level": 6, "position": 0 }]. */
async function readUnits(path: string): Promise<BookUnit[]> {
  const { readText } = await import('../noteText.ts')
  const { bookLimits } = await import('../../../sdk/provenance/batchBook.ts')
  try {
    // What the entries are is for the batch book to check.
    const units: unknown = JSON.parse(await readText(path, bookLimits.maximumBytes))
    if (Array.isArray(units)) return units
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
  }
  throw new InvalidInputError('USAGE_INVALID', `${path} is not a JSON list of units.`)
}

function parseCount(text: string): number {
  const count = Number(text)
  if (Number.isInteger(count) && count >= 1 && count <= 2 ** 21) return count
  throw new InvalidArgumentError('It must be a whole number from 1 to 2097152.')
}
