import type { Command } from 'commander'
import type { ChainOptions } from '../../context.ts'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { printed, transactionPairs } from '../../output/transaction.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withJson } from '../options.ts'
import { withAccount } from '../withChain.ts'

interface ReleaseOptions extends ChainOptions, OutputOptions {}

export function registerBatchRelease(group: Command): void {
  const command = group
    .command('release <batchId>')
    .description('As quality assurance of the maker: release a batch for sale.')
    .action(exits(release))
  withChainOptions(withJson(command))
  withExample(
    command,
    '$ salus batch release 0x…',
    'Before that no pack of the batch can be handed over or dispensed. Needs SALUS_KEY of the quality assurance.',
  )
}

const release = (batchIdText: string, options: ReleaseOptions): Promise<number> =>
  withAccount(options, async ({ own }) => {
    const { namedBatch } = await import('../../input/batch.ts')
    const { releaseBatch } = await import('../../../sdk/provenance/releaseBatch.ts')
    const batch = await namedBatch(own, batchIdText)
    const { batchId } = batch
    const transaction = printed(await releaseBatch(own, batch))
    emit(options, { batchId, ...transaction }, () =>
      pairs([['released', batchId], ...transactionPairs(transaction)]),
    )
    return FINE
  })
