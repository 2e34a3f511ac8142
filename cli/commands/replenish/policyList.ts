import type { Command } from 'commander'
import pc from 'picocolors'
import type { ListedPolicy } from '../../../sdk/planning/listPolicies.ts'
import type { PolicyState } from '../../../sdk/planning/readPolicy.ts'
import type { ChainContext, ChainOptions } from '../../context.ts'
import { columns } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { time } from '../../output/format.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withJson } from '../options.ts'
import { withChain } from '../withChain.ts'

interface ListOptions extends ChainOptions, OutputOptions {
  readonly organisation?: string
  readonly supplier?: string
}

type Shown = ListedPolicy & { readonly state: PolicyState }

export function registerPolicyList(group: Command): void {
  const command = group
    .command('list')
    .description('List policies, as the chain has them.')
    .option('--organisation <address>', 'those of a site (default: that of the account of SALUS_KEY)')
    .option('--supplier <address>', 'those that order from an organisation')
    .action(exits(list))
  withChainOptions(withJson(command))
  withExample(
    command,
    '$ salus replenish policy list',
    'All of it is public, and names no product. With --organisation or --supplier it needs no key.',
  )
}

const list = (options: ListOptions): Promise<number> =>
  withChain(options, async (chain) => {
    const { listPolicies } = await import('../../../sdk/planning/listPolicies.ts')
    const { readPolicy } = await import('../../../sdk/planning/readPolicy.ts')
    const listed = await listPolicies(chain.contracts, await filterOf(chain, options))
    const policies: Shown[] = await Promise.all(
      listed.map(async (policy) => ({
        ...policy,
        state: await readPolicy(chain.contracts, policy.policyId),
      })),
    )
    emit(options, { policies }, () =>
      policies.length === 0
        ? 'There is no policy.\n'
        : columns(policies.map(rowOf), ['Policy', 'Site', 'Supplier', 'State', 'Position', 'Of the cap']),
    )
    return FINE
  })

async function filterOf(chain: ChainContext, { organisation, supplier }: ListOptions) {
  const { parseAddress } = await import('../../input/address.ts')
  const { namedOrganisation } = await import('../../input/organisation.ts')
  if (supplier === undefined) return { organisation: await namedOrganisation(chain, organisation) }
  return {
    supplier: parseAddress('supplier', supplier),
    ...(organisation !== undefined && { organisation: parseAddress('organisation', organisation) }),
  }
}

const rowOf = ({ policyId, organisation, supplier, state }: Shown): string[] => [
  policyId,
  organisation,
  supplier,
  state.isHeld ? pc.red('held') : pc.green('on'),
  state.position === null ? 'none' : time(state.positionAt),
  `${state.share} of 100`,
]
