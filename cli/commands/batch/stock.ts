import type { Command } from 'commander'
import type { ChainOptions } from '../../context.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withJson } from '../options.ts'
import { withChain } from '../withChain.ts'
import { holdingsText } from './holdingsText.ts'

interface StockOptions extends ChainOptions, OutputOptions {
  readonly organisation?: string
}

export function registerBatchStock(group: Command): void {
  const command = group
    .command('stock')
    .description('List the units that an organisation keeps or owns, as the chain has them.')
    .option('--organisation <address>', 'another organisation (default: that of the account of SALUS_KEY)')
    .action(exits(stock))
  withChainOptions(withJson(command))
  withExample(
    command,
    '$ salus batch stock',
    'Neighbouring units in one state share a line. The chain does not know how full the last unit of a batch is.',
  )
}

const stock = (options: StockOptions): Promise<number> =>
  withChain(options, async (chain) => {
    const { namedOrganisation } = await import('../../input/organisation.ts')
    const { listHoldings } = await import('../../../sdk/provenance/listHoldings.ts')
    const organisation = await namedOrganisation(chain, options.organisation)
    const holdings = await listHoldings(chain.contracts, { organisation })
    emit(options, { organisation, holdings }, () =>
      holdings.length === 0 ? `${organisation} has no medicines.\n` : holdingsText(holdings),
    )
    return FINE
  })
