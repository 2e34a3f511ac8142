import type { Command } from 'commander'
import pc from 'picocolors'
import { InvalidInputError } from '../../../sdk/errors/index.ts'
import type { Obstacle } from '../../../sdk/planning/obstacles.ts'
import type { PolicyTerms } from '../../../sdk/planning/policy.ts'
import type { ChainOptions } from '../../context.ts'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { time } from '../../output/format.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withJson } from '../options.ts'
import { withChain } from '../withChain.ts'
import { POLICY_HELP } from './options.ts'
import { secretPairs, termsPairs } from './policyText.ts'

interface ShowOptions extends ChainOptions, OutputOptions {
  readonly policy?: string
}

const EXAMPLE = `$ salus replenish policy show 0x…
$ salus replenish policy show --policy out/policy.json`

const NOTES = `With the policy file it shows what the chain has only a commitment to as well, and checks that the file is of a policy that was
set. Where nothing is ordered it says why, as far as the chain knows. Needs no key.
${POLICY_HELP}`

export function registerPolicyShow(group: Command): void {
  const command = group
    .command('show [policyId]')
    .description('Show a policy: its terms, whether it is held, how old position and forecast are.')
    .option('--policy <file>', 'its policy file, instead of the id')
    .action(exits(show))
  withChainOptions(withJson(command))
  withExample(command, EXAMPLE, NOTES)
}

const show = (idText: string | undefined, options: ShowOptions): Promise<number> =>
  withChain(options, async ({ contracts }) => {
    const { readPolicyFile } = await import('./policyFile.ts')
    const { policyIdOf } = await import('../../../sdk/planning/policy.ts')
    const { readPolicy } = await import('../../../sdk/planning/readPolicy.ts')
    const { obstaclesTo } = await import('../../../sdk/planning/obstacles.ts')
    const { chainTime } = await import('../../../sdk/chain/time.ts')
    const { parseId } = await import('./ids.ts')
    if ((idText === undefined) === (options.policy === undefined)) {
      throw new InvalidInputError('USAGE_INVALID', 'Name the policy by its id, or by its file with --policy.')
    }
    const file = options.policy === undefined ? undefined : await readPolicyFile(options.policy)
    const policyId = file ? policyIdOf(file) : parseId('policy', idText ?? '')
    const state = await readPolicy(contracts, policyId)
    const obstacles = obstaclesTo(state, await chainTime(contracts)).map((obstacle) =>
      obstacleText(obstacle, state.terms),
    )
    emit(options, { ...state, obstacles, ...(file && { document: file.document }) }, () =>
      pairs([
        ['policy', policyId],
        ['site', state.organisation],
        ...termsPairs(state.terms),
        ...(file ? secretPairs(file.document) : []),
        ['state', state.isHeld ? pc.red('held') : pc.green('on')],
        ['newest position', state.position === null ? 'none' : time(state.positionAt)],
        ['its forecast', state.forecastAt === 0 ? 'none' : time(state.forecastAt)],
        ['ordered', `${state.share} hundredths of the cap within the window`],
        ...obstacles.map((obstacle) => ['no order', obstacle] as const),
      ]),
    )
    return FINE
  })

function obstacleText(obstacle: Obstacle, { start }: PolicyTerms): string {
  switch (obstacle) {
    case 'held':
      return 'The policy is held: salus replenish resume.'
    case 'not-begun':
      return `Its first period begins on ${time(start)}.`
    case 'no-position':
      return 'No position was recorded: salus replenish position --record, or a gateway.'
    case 'stale':
      return 'The position is too old, or of an earlier period: record it anew, and see why the gateway does not.'
    case 'cap':
      return 'The cap is used up until the window moves on.'
  }
}
