import { type Command, Option } from 'commander'
import { TRANSFERS, type Transfer } from '../../../sdk/provenance/unit.ts'
import type { ChainOptions } from '../../context.ts'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { printed, transactionPairs } from '../../output/transaction.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withJson } from '../options.ts'
import { withAccount } from '../withChain.ts'
import { UNIT_HELP } from './options.ts'

interface CancelOptions extends ChainOptions, OutputOptions {
  readonly transfer: Transfer
}

export function registerBatchCancel(group: Command): void {
  const command = group
    .command('cancel <unit>')
    .description('As who offered it: withdraw an offer that was not accepted yet.')
    .addOption(new Option('--transfer <what>', 'what was offered').choices(TRANSFERS).default('both'))
    .action(exits(cancel))
  withChainOptions(withJson(command))
  withExample(command, '$ salus batch cancel 0x…/6/17 --transfer custody', UNIT_HELP)
}

const cancel = (unitArgument: string, options: CancelOptions): Promise<number> =>
  withAccount(options, async ({ own }) => {
    const { namedUnit } = await import('../../input/unit.ts')
    const { cancelTransfer } = await import('../../../sdk/provenance/cancelTransfer.ts')
    const { unitText } = await import('../../../sdk/provenance/unit.ts')
    const unit = await namedUnit(own, unitArgument)
    const { transfer } = options
    const transaction = printed(await cancelTransfer(own, unit, transfer))
    emit(options, { unit: unitText(unit), transfer, ...transaction }, () =>
      pairs([['withdrawn', unitText(unit)], ...transactionPairs(transaction)]),
    )
    return FINE
  })
