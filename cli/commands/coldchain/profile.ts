import type { Command } from 'commander'
import type { ChainOptions } from '../../context.ts'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { plain } from '../../output/format.ts'
import { printed, transactionPairs } from '../../output/transaction.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withJson } from '../options.ts'
import { withAccount } from '../withChain.ts'

interface ProfileOptions extends ChainOptions, OutputOptions {
  readonly profile: string
}

export function registerColdChainProfile(group: Command): void {
  const command = group
    .command('profile <batchId>')
    .description('As the maker: say on chain what the logs of a batch are held against.')
    .requiredOption('--profile <name>', 'cold, room, frozen, or a file such as custom.json')
    .action(exits(assign))
  withChainOptions(withJson(command))
  withExample(
    command,
    '$ salus coldchain profile 0x… --profile cold',
    'The contract repeats the limits of the profile; the hash of all of it stands beside them. Without a profile no log of the\nbatch can be anchored. Needs SALUS_KEY of the maker.',
  )
}

const assign = (batchIdText: string, options: ProfileOptions): Promise<number> =>
  withAccount(options, async ({ own }) => {
    const { namedBatch } = await import('../../input/batch.ts')
    const { readProfile } = await import('./readProfile.ts')
    const { profileHash } = await import('../../../sdk/provenance/coldChain/profile.ts')
    const { assignProfile } = await import('../../../sdk/provenance/coldChainLog/assignProfile.ts')
    const profile = await readProfile(options.profile)
    const batch = await namedBatch(own, batchIdText)
    const transaction = printed(await assignProfile(own, batch, profile))
    const { batchId } = batch
    const found = { batchId, profile: profile.name, profileHash: profileHash(profile) }
    emit(options, { ...found, ...transaction }, () =>
      pairs([
        ['batch', batchId],
        ['profile', plain(profile.name)],
        ['profile hash', found.profileHash],
        ...transactionPairs(transaction),
      ]),
    )
    return FINE
  })
