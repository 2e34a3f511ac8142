import type { Command } from 'commander'
import type { ChainOptions } from '../../context.ts'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { printed, transactionPairs } from '../../output/transaction.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withJson } from '../options.ts'
import { withAccount } from '../withChain.ts'

interface AmendOptions extends ChainOptions, OutputOptions {
  readonly expiry: string
}

export function registerBatchAmendExpiry(group: Command): void {
  const command = group
    .command('amend-expiry <batchId>')
    .description('As the maker: change the last day of use of a batch.')
    .requiredOption('--expiry <date>', 'the new last day of use, YYYY-MM-DD')
    .action(exits(amend))
  withChainOptions(withJson(command))
  withExample(
    command,
    '$ salus batch amend-expiry 0x… --expiry 2029-01-31',
    'What is printed on the packs stays: verifiers then answer ExpirationExtended. The change is on the chain for ever.',
  )
}

const amend = (batchIdText: string, options: AmendOptions): Promise<number> =>
  withAccount(options, async ({ own }) => {
    const { namedBatch } = await import('../../input/batch.ts')
    const { amendExpiry } = await import('../../../sdk/provenance/amendExpiry.ts')
    const batch = await namedBatch(own, batchIdText)
    const { batchId } = batch
    const transaction = printed(await amendExpiry(own, batch, options.expiry))
    emit(options, { batchId, expiry: options.expiry, ...transaction }, () =>
      pairs([['batch', batchId], ['last day of use', options.expiry], ...transactionPairs(transaction)]),
    )
    return FINE
  })
