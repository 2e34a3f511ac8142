import type { Command } from 'commander'
import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../../../sdk/chain/contracts.ts'
import type { UnitRef } from '../../../sdk/provenance/unit.ts'
import type { ChainOptions } from '../../context.ts'
import type { SureOptions } from '../../input/confirm.ts'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { printed, transactionPairs } from '../../output/transaction.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withJson } from '../options.ts'
import { withAccount } from '../withChain.ts'
import { REASON_HELP, UNIT_HELP } from './options.ts'
import { keepReason, type ReasonOptions, reasonPairs, withReason } from './reason.ts'

interface ActOptions extends ChainOptions, OutputOptions, ReasonOptions, SureOptions {}

/** One thing that is said of one unit, with a reason. */
export interface UnitAct {
  /** Name of the command. */
  readonly name: string
  readonly description: string
  /** Who may, and what follows. */
  readonly notes: string
  /** What has happened to the unit, for the person who did it. */
  readonly done: string
  /** Question before what nobody can take back. */
  readonly sure?: string
  /** Loads what is needed only when the command runs. */
  readonly load: () => Promise<
    (contracts: Contracts, unit: UnitRef, reason: string) => Promise<ContractTransactionReceipt>
  >
}

export function registerUnitAct(group: Command, act: UnitAct): void {
  const { name, description, notes, sure } = act
  const command = group.command(`${name} <unit>`).description(description)
  withReason(command)
  if (sure !== undefined) command.option('--yes', 'do not ask')
  command.action(exits((unitText: string, options: ActOptions) => run(act, unitText, options)))
  withChainOptions(withJson(command))
  const example = `$ salus ${group.name()} ${name} 0x…/6/17 --reason-file reason.txt${sure === undefined ? '' : ' --yes'}`
  withExample(command, example, `${notes}\n${UNIT_HELP}\n${REASON_HELP}`)
}

const run = ({ load, done, sure }: UnitAct, unitArgument: string, options: ActOptions): Promise<number> =>
  withAccount(options, async ({ own }) => {
    const { namedUnit } = await import('../../input/unit.ts')
    const { requireSure } = await import('../../input/confirm.ts')
    const { unitText } = await import('../../../sdk/provenance/unit.ts')
    const unit = await namedUnit(own, unitArgument)
    if (sure !== undefined) await requireSure(sure, options)
    const reason = await keepReason(options)
    const act = await load()
    const transaction = printed(await act(own, unit, reason.commitment))
    emit(
      options,
      { unit: unitText(unit), reason: reason.commitment, kept: reason.kept, ...transaction },
      () => pairs([[done, unitText(unit)], ...reasonPairs(reason), ...transactionPairs(transaction)]),
    )
    return FINE
  })
