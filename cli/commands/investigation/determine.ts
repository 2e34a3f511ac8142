import { type Command, Option } from 'commander'
import type { ChainOptions } from '../../context.ts'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { printed, transactionPairs } from '../../output/transaction.ts'
import { REASON_HELP, UNIT_HELP } from '../batch/options.ts'
import { keepReason, type ReasonOptions, reasonPairs, withReason } from '../batch/reason.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withJson } from '../options.ts'
import { withAccount } from '../withChain.ts'

const VERDICTS = ['cleared', 'illegitimate'] as const

interface DetermineOptions extends ChainOptions, OutputOptions, ReasonOptions {
  readonly verdict: (typeof VERDICTS)[number]
}

const NOTES = `Cleared lifts the suspicion. Illegitimate holds the unit for good, and the authority and trading partners must be told
within a day (US FD&C Act, section 582): then say so by salus investigation notify.`

export function registerInvestigationDetermine(group: Command): void {
  const command = group
    .command('determine <unit>')
    .description('As quality assurance of who opened it: end an investigation with a verdict.')
    .addOption(new Option('--verdict <word>', 'what it was').choices(VERDICTS).makeOptionMandatory())
  withReason(command)
  command.action(exits(determine))
  withChainOptions(withJson(command))
  withExample(
    command,
    '$ salus investigation determine 0x…/6/17 --verdict cleared --reason-file finding.txt',
    `${NOTES}\n${UNIT_HELP}\n${REASON_HELP}`,
  )
}

const determine = (unitArgument: string, options: DetermineOptions): Promise<number> =>
  withAccount(options, async ({ own }) => {
    const { namedUnit } = await import('../../input/unit.ts')
    const { unitText } = await import('../../../sdk/provenance/unit.ts')
    const { determineInvestigation } = await import(
      '../../../sdk/provenance/investigations/determineInvestigation.ts'
    )
    const { verdict } = options
    const unit = await namedUnit(own, unitArgument)
    const reason = await keepReason(options)
    const receipt = await determineInvestigation(own, unit, verdict, reason.commitment)
    const transaction = printed(receipt)
    const found = { unit: unitText(unit), verdict, reason: reason.commitment, kept: reason.kept }
    emit(options, { ...found, ...transaction }, () =>
      pairs([
        ['unit', found.unit],
        ['verdict', verdict],
        ...reasonPairs(reason),
        ...transactionPairs(transaction),
      ]),
    )
    return FINE
  })
