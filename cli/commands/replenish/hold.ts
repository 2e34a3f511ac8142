import type { Command } from 'commander'
import type { ChainOptions } from '../../context.ts'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { printed, transactionPairs } from '../../output/transaction.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withJson } from '../options.ts'
import { withAccount } from '../withChain.ts'

interface HoldOptions extends ChainOptions, OutputOptions {}

interface Act {
  readonly name: string
  readonly description: string
  readonly isHeld: boolean
  readonly done: string
  readonly notes: string
}

const ACTS: readonly Act[] = [
  {
    name: 'hold',
    description:
      'As the site or the authority: stop a policy at once. Nothing is forecast, ordered, confirmed or accepted.',
    isHeld: true,
    done: 'held',
    notes:
      'What was accepted already can be shipped and received all the same, unless it is cancelled. salus replenish resume lets it go on.',
  },
  {
    name: 'resume',
    description: 'As the site or the authority: let a policy go on that was held.',
    isHeld: false,
    done: 'goes on',
    notes:
      'Positions and forecasts that are fresh count at once. Not by the account that recorded the newest position.',
  },
]

export function registerReplenishHold(group: Command): void {
  for (const act of ACTS) {
    const command = group
      .command(`${act.name} <policyId>`)
      .description(act.description)
      .action(exits((id: string, options: HoldOptions) => hold(act, id, options)))
    withChainOptions(withJson(command))
    withExample(
      command,
      `$ salus replenish ${act.name} 0x…`,
      `${act.notes} Needs SALUS_KEY of an account of the site, or of the authority.`,
    )
  }
}

const hold = ({ isHeld, done }: Act, idText: string, options: HoldOptions): Promise<number> =>
  withAccount(options, async ({ own }) => {
    const { parseId } = await import('./ids.ts')
    const { holdPolicy } = await import('../../../sdk/planning/holdPolicy.ts')
    const policyId = parseId('policy', idText)
    const transaction = printed(await holdPolicy(own, policyId, isHeld))
    emit(options, { policyId, isHeld, ...transaction }, () =>
      pairs([[done, policyId], ...transactionPairs(transaction)]),
    )
    return FINE
  })
