import { type Command, InvalidArgumentError, Option } from 'commander'
import type { ChainOptions } from '../../context.ts'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { printed, transactionPairs } from '../../output/transaction.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withJson } from '../options.ts'
import { withAccount } from '../withChain.ts'
import { UNIT_HELP } from './options.ts'

interface SplitOptions extends ChainOptions, OutputOptions {
  readonly level: number
}

interface JoinOptions extends ChainOptions, OutputOptions {}

const NOTES = `Level 0 is a single pack, level 6 are 64 of them, level 12 are 4,096; at most 256 parts at once. They start in the state of
the whole, and cost nothing until something happens to them. Open offers of the whole end.`

export function registerBatchSplit(group: Command): void {
  const command = group
    .command('split <unit>')
    .description('As custodian: make the parts of a unit units of their own, such as the cases of a pallet.')
    .addOption(
      new Option('--level <number>', 'level of the parts').argParser(parseLevel).makeOptionMandatory(),
    )
    .action(exits(split))
  withChainOptions(withJson(command))
  withExample(command, '$ salus batch split 0x…/12/0 --level 6', `${NOTES}\n${UNIT_HELP}`)
}

export function registerBatchJoin(group: Command): void {
  const command = group
    .command('join <unit>')
    .description('As custodian of all parts: make them one unit again, such as a pallet of its cases.')
    .action(exits(join))
  withChainOptions(withJson(command))
  withExample(
    command,
    '$ salus batch join 0x…/12/0',
    `The parts must be alike: one custodian, one owner, the same state; at most 256 of them.\n${UNIT_HELP}`,
  )
}

const split = (unitArgument: string, options: SplitOptions): Promise<number> =>
  withAccount(options, async ({ own }) => {
    const { namedUnit } = await import('../../input/unit.ts')
    const { disaggregateUnit } = await import('../../../sdk/provenance/disaggregateUnit.ts')
    const { unitText } = await import('../../../sdk/provenance/unit.ts')
    const unit = await namedUnit(own, unitArgument)
    const transaction = printed(await disaggregateUnit(own, unit, options.level))
    const { batchId, level, position } = unit
    const count = 2 ** (level - options.level)
    const part = (index: number) =>
      unitText({ batchId, level: options.level, position: position * count + index })
    const parts = { count, first: part(0), last: part(count - 1) }
    emit(options, { unit: unitText(unit), parts, ...transaction }, () =>
      pairs([
        ['split', unitText(unit)],
        ['into', `${count.toLocaleString('en')} units of level ${options.level}`],
        ['first', parts.first],
        ['last', parts.last],
        ...transactionPairs(transaction),
      ]),
    )
    return FINE
  })

const join = (unitArgument: string, options: JoinOptions): Promise<number> =>
  withAccount(options, async ({ own }) => {
    const { namedUnit } = await import('../../input/unit.ts')
    const { aggregateUnit } = await import('../../../sdk/provenance/aggregateUnit.ts')
    const { unitText } = await import('../../../sdk/provenance/unit.ts')
    const unit = await namedUnit(own, unitArgument)
    const transaction = printed(await aggregateUnit(own, unit))
    emit(options, { unit: unitText(unit), ...transaction }, () =>
      pairs([['one unit again', unitText(unit)], ...transactionPairs(transaction)]),
    )
    return FINE
  })

function parseLevel(text: string): number {
  const level = Number(text)
  if (/^\d{1,2}$/.test(text) && level <= 23) return level
  throw new InvalidArgumentError('It must be a whole number from 0 to 23.')
}
