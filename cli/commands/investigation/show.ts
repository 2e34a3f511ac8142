import type { Command } from 'commander'
import pc from 'picocolors'
import type { InvestigationState } from '../../../sdk/provenance/investigations/readInvestigation.ts'
import type { ChainOptions } from '../../context.ts'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE, NO } from '../../output/exitCode.ts'
import { time } from '../../output/format.ts'
import { UNIT_HELP } from '../batch/options.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withJson } from '../options.ts'
import { withChain } from '../withChain.ts'

interface ShowOptions extends ChainOptions, OutputOptions {}

export function registerInvestigationShow(group: Command): void {
  const command = group
    .command('show <unit>')
    .description('Show the latest investigation of a unit, and what is due or overdue.')
    .action(exits(show))
  withChainOptions(withJson(command))
  withExample(
    command,
    '$ salus investigation show 0x…/6/17',
    `Exits with 1 where something is overdue. Needs no key.\n${UNIT_HELP}`,
  )
}

const show = (unitArgument: string, options: ShowOptions): Promise<number> =>
  withChain(options, async ({ contracts }) => {
    const { namedPlace } = await import('../../input/unit.ts')
    const { unitText } = await import('../../../sdk/provenance/unit.ts')
    const { readInvestigation } = await import('../../../sdk/provenance/investigations/readInvestigation.ts')
    const place = await namedPlace(contracts, unitArgument)
    const investigation = await readInvestigation(contracts, place)
    const unit = unitText(place)
    if (!investigation) {
      emit(options, { unit, verdict: 'none', overdue: 'nothing' }, () =>
        pairs([
          ['unit', unit],
          ['investigation', 'none of exactly this unit'],
        ]),
      )
      return FINE
    }
    emit(options, { unit, ...investigation }, () => textOf(unit, investigation))
    return investigation.overdue === 'nothing' ? FINE : NO
  })

function textOf(unit: string, found: InvestigationState): string {
  const { organisation, role, openedAt, determinedAt, notifiedAt, verdict, overdue, dueAt } = found
  const due = dueAt === null ? 'nothing' : time(dueAt)
  return pairs([
    ['unit', unit],
    ['opened by', `${organisation}${role === null ? '' : ` as ${role}`}`],
    ['opened', time(openedAt)],
    ['verdict', determinedAt === null ? verdict : `${verdict}, ${time(determinedAt)}`],
    ...(notifiedAt === null ? [] : [['notified', time(notifiedAt)] as const]),
    ['due', overdue === 'nothing' ? due : pc.red(`${overdue} was due ${due}`)],
  ])
}
