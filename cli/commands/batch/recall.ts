import { type Command, InvalidArgumentError, Option } from 'commander'
import type { ChainOptions } from '../../context.ts'
import type { SureOptions } from '../../input/confirm.ts'
import type { RangeOptions } from '../../input/recallRange.ts'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { printed, transactionPairs } from '../../output/transaction.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withJson } from '../options.ts'
import { withAccount } from '../withChain.ts'
import { REASON_HELP } from './options.ts'
import { keepReason, type ReasonOptions, reasonPairs, withReason } from './reason.ts'

interface RecallOptions extends ChainOptions, OutputOptions, ReasonOptions, SureOptions, RangeOptions {}

const EXAMPLE = `$ salus batch recall 0x… --reason-file reason.txt
$ salus batch recall 0x… --from 6400 --to 6463 --reason "particles in the solution"
$ salus batch recall 0x… --book out/batch-book.json --from-serial 7HK2… --to-serial 9QD0… --reason-file reason.txt`

const NOTES = `Without a range all of the batch. A range names both ends: by index, or by serial number with the book of this batch, in
the order in which the packs were commissioned. A recall is never lifted: recalled packs can only go back or be
destroyed, and open offers of them can no longer be accepted. Who has them is told by salus batch show.`

export function registerBatchRecall(group: Command): void {
  const command = group
    .command('recall <batchId>')
    .description('As the maker: call back a batch, or a range of its packs.')
    .addOption(new Option('--from <index>', 'first pack').argParser(parseIndex))
    .addOption(new Option('--to <index>', 'last pack').argParser(parseIndex))
    .option('--book <file>', 'the batch book, to name packs by serial number')
    .option('--from-serial <serial>', 'first pack')
    .option('--to-serial <serial>', 'last pack')
  withReason(command)
  command.option('--yes', 'do not ask').action(exits(recall))
  withChainOptions(withJson(command))
  withExample(command, EXAMPLE, `${NOTES}\n${REASON_HELP}`)
}

const recall = (batchIdText: string, options: RecallOptions): Promise<number> =>
  withAccount(options, async ({ own }) => {
    const { namedBatch } = await import('../../input/batch.ts')
    const { requireSure } = await import('../../input/confirm.ts')
    const { rangeText, recallRange } = await import('../../input/recallRange.ts')
    const { readBatch } = await import('../../../sdk/provenance/readBatch.ts')
    const { recallPacks } = await import('../../../sdk/provenance/recallPacks.ts')
    const batch = await namedBatch(own, batchIdText)
    const { batchId } = batch
    const { depth } = await readBatch(own, batchId)
    const range = await recallRange(options, { batchId, depth })
    await requireSure(`This recalls ${rangeText(range, depth)}.`, options)
    const reason = await keepReason(options)
    const { from, to } = range
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

function parseIndex(text: string): number {
  if (/^\d{1,8}$/.test(text) && Number(text) < 2 ** 24) return Number(text)
  throw new InvalidArgumentError('It must be the index of a pack, from 0.')
}
