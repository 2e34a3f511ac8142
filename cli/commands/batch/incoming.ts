import type { Command } from 'commander'
import pc from 'picocolors'
import type { OpenProposal } from '../../../sdk/provenance/listProposals.ts'
import type { ChainOptions } from '../../context.ts'
import { columns } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { time } from '../../output/format.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withJson } from '../options.ts'
import { withChain } from '../withChain.ts'
import { TRANSFER_WORDS } from './words.ts'

interface IncomingOptions extends ChainOptions, OutputOptions {
  readonly organisation?: string
}

export function registerBatchIncoming(group: Command): void {
  const command = group
    .command('incoming')
    .description('List what other organisations offer to yours.')
    .option('--organisation <address>', 'another organisation (default: that of the account of SALUS_KEY)')
    .action(exits(incoming))
  withChainOptions(withJson(command))
  withExample(command, '$ salus batch incoming', 'salus batch receive accepts.')
}

const incoming = (options: IncomingOptions): Promise<number> =>
  withChain(options, async (chain) => {
    const { namedOrganisation } = await import('../../input/organisation.ts')
    const { unitText } = await import('../../../sdk/provenance/unit.ts')
    const { listProposals } = await import('../../../sdk/provenance/listProposals.ts')
    const organisation = await namedOrganisation(chain, options.organisation)
    const proposals = await listProposals(chain.contracts, { receiver: organisation })
    emit(options, { organisation, proposals }, () =>
      proposals.length === 0
        ? `Nothing is offered to ${organisation}.\n`
        : columns(
            proposals.map((proposal) => [unitText(proposal.unit), ...cellsOf(proposal)]),
            ['Unit', 'What', 'From', 'Until', 'State'],
          ),
    )
    return FINE
  })

const cellsOf = ({ proposer, transfer, isReturn, expiresAt, isBlocked }: OpenProposal): string[] => [
  `${TRANSFER_WORDS[transfer]}${isReturn ? ', a return' : ''}`,
  proposer,
  time(expiresAt),
  isBlocked ? pc.red('held, recalled or expired: cannot be accepted') : 'open',
]
