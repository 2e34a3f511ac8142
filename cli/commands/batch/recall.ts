import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Contracts } from '../../../sdk/chain/contracts.ts'
import { InvalidInputError } from '../../../sdk/errors/index.ts'
import type { ChainOptions } from '../../context.ts'
import type { SureOptions } from '../../input/confirm.ts'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { printed, transactionPairs } from '../../output/transaction.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withJson } from '../options.ts'
import { withAccount } from '../withChain.ts'
import { REASON_HELP } from './options.ts'
import { keepReason, type ReasonOptions, reasonPairs, withReason } from './reason.ts'

interface RecallOptions extends ChainOptions, OutputOptions, ReasonOptions, SureOptions {
  readonly from?: number
  readonly to?: number
  readonly book?: string
  readonly fromSerial?: string
  readonly toSerial?: string
}

const EXAMPLE = `$ salus batch recall 0x… --reason-file reason.txt
$ salus batch recall 0x… --from 6400 --to 6463 --reason "particles in the solution"
$ salus batch recall 0x… --book out/batch-book.json --from-serial 7HK2… --to-serial 9QD0… --reason-file reason.txt`

const NOTES = `Without a range all of the batch. Ranges go by index and name both ends; with the batch book, by serial number in the
order in which they were commissioned. A recall is never lifted: recalled packs can only go back or be destroyed, and open
offers of them can no longer be accepted. Who holds them is told by salus batch show.`

export function registerBatchRecall(group: Command): void {
  const command = group
    .command('recall <batchId>')
    .description('As the maker: call back a batch, or a range of its packs.')
    .addOption(new Option('--from <index>', 'first pack').argParser(parseIndex))
    .addOption(new Option('--to <index>', 'last pack').argParser(parseIndex))
    .option('--book <file>', 'the batch book, to name packs by serial number')
    .addOption(new Option('--from-serial <serial>', 'first pack').conflicts('from'))
    .addOption(new Option('--to-serial <serial>', 'last pack').conflicts('to'))
  withReason(command)
  command.option('--yes', 'do not ask').action(exits(recall))
  withChainOptions(withJson(command))
  withExample(command, EXAMPLE, `${NOTES}\n${REASON_HELP}`)
}

const recall = (batchIdText: string, options: RecallOptions): Promise<number> =>
  withAccount(options, async ({ own }) => {
    const { namedBatch } = await import('../../input/batch.ts')
    const { requireSure } = await import('../../input/confirm.ts')
    const { recallPacks } = await import('../../../sdk/provenance/recallPacks.ts')
    const batch = await namedBatch(own, batchIdText)
    const { batchId } = batch
    const { from, to } = await rangeOf(own, batchId, options)
    const count = (to - from).toLocaleString('en')
    await requireSure(`This recalls ${count} ${to - from === 1 ? 'place' : 'places'} of the batch.`, options)
    const reason = await keepReason(options)
    const range = { from, to }
    const transaction = printed(await recallPacks(own, batch, range, reason.commitment))
    emit(options, { batchId, from, to, reason: reason.commitment, kept: reason.kept, ...transaction }, () =>
      pairs([
        ['recalled', batchId],
        ['packs', `${from} to ${to - 1}`],
        ...reasonPairs(reason),
        ...transactionPairs(transaction),
      ]),
    )
    return FINE
  })

/** First index, and the first one after the range. */
async function rangeOf(
  contracts: Contracts,
  batchId: string,
  options: RecallOptions,
): Promise<{ from: number; to: number }> {
  const { readBatch } = await import('../../../sdk/provenance/readBatch.ts')
  const { from = await indexOf(options, options.fromSerial), to = await indexOf(options, options.toSerial) } =
    options
  const end = 2 ** (await readBatch(contracts, batchId)).depth
  return { from: from ?? 0, to: to === undefined ? end : to + 1 }
}

async function indexOf({ book }: RecallOptions, serial: string | undefined): Promise<number | undefined> {
  if (serial === undefined) return undefined
  if (book === undefined) {
    throw new InvalidInputError('USAGE_INVALID', 'Packs are named by serial number together with --book.')
  }
  const { readBatchBook } = await import('../../input/batchBook.ts')
  const { indexOfSerial } = await import('../../../sdk/provenance/batchBook.ts')
  const index = indexOfSerial(await readBatchBook(book), serial)
  if (index !== undefined) return index
  throw new InvalidInputError('USAGE_INVALID', 'The batch book has no pack with that serial number.')
}

function parseIndex(text: string): number {
  if (/^\d{1,8}$/.test(text) && Number(text) < 2 ** 24) return Number(text)
  throw new InvalidArgumentError('It must be the index of a pack, from 0.')
}
