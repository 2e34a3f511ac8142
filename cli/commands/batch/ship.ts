import { type Command, Option } from 'commander'
import { TRANSFERS, type Transfer } from '../../../sdk/provenance/unit.ts'
import type { ChainOptions } from '../../context.ts'
import { parseDuration } from '../../input/period.ts'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { time } from '../../output/format.ts'
import { printed, transactionPairs } from '../../output/transaction.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withJson } from '../options.ts'
import { withAccount } from '../withChain.ts'
import { UNIT_HELP } from './options.ts'
import { TRANSFER_WORDS } from './words.ts'

interface ShipOptions extends ChainOptions, OutputOptions {
  readonly to: string
  readonly transfer: Transfer
  readonly for: number
}

const WEEK = 7 * 86_400

const SHIP_NOTES = `Custody is where the unit is, ownership is whose it is: to send goods by a carrier, offer custody to the carrier and
ownership to the buyer. Nothing moves before the receiver accepts (salus batch receive).`

const RETURN_NOTES = `What is quarantined or recalled can go back all the same: to a carrier, a distributor or the maker.`

export function registerBatchShip(group: Command): void {
  registerOffer(group, {
    name: 'ship',
    description: 'Offer a unit to another organisation: its custody, its ownership, or both.',
    isReturn: false,
    transfer: 'both',
    notes: SHIP_NOTES,
  })
}

export function registerBatchReturn(group: Command): void {
  registerOffer(group, {
    name: 'return',
    description: 'Offer a unit back, also what is quarantined or recalled.',
    isReturn: true,
    transfer: 'both',
    notes: RETURN_NOTES,
  })
}

interface Offer {
  readonly name: string
  readonly description: string
  readonly isReturn: boolean
  readonly transfer: Transfer
  readonly notes: string
}

function registerOffer(group: Command, { name, description, isReturn, transfer, notes }: Offer): void {
  const command = group
    .command(`${name} <unit>`)
    .description(description)
    .requiredOption('--to <organisation>', 'address of the organisation that is to receive it')
    .addOption(new Option('--transfer <what>', 'what it receives').choices(TRANSFERS).default(transfer))
    .addOption(
      new Option('--for <duration>', 'how long the offer stands: 12h, 7d, 2w')
        .default(WEEK, '7d')
        .argParser(parseDuration),
    )
    .action(exits((unit: string, options: ShipOptions) => offer(unit, options, isReturn)))
  withChainOptions(withJson(command))
  withExample(
    command,
    `$ salus batch ${name} 0x…/6/17 --to 0x90F79bf6EB2c4f870365E785982E1f101E93b906 --transfer custody`,
    `${notes}\n${UNIT_HELP}`,
  )
}

const offer = (unitArgument: string, options: ShipOptions, isReturn: boolean): Promise<number> =>
  withAccount(options, async ({ own }) => {
    const { parseAddress } = await import('../../input/address.ts')
    const { namedUnit } = await import('../../input/unit.ts')
    const { deadlineIn } = await import('../../../sdk/chain/time.ts')
    const { proposeTransfer } = await import('../../../sdk/provenance/proposeTransfer.ts')
    const { unitText } = await import('../../../sdk/provenance/unit.ts')
    const receiver = parseAddress('receiver', options.to)
    const unit = await namedUnit(own, unitArgument)
    const expiresAt = await deadlineIn(own, options.for)
    const { transfer } = options
    const proposal = { receiver, expiresAt, transfer, isReturn }
    const transaction = printed(await proposeTransfer(own, unit, proposal))
    emit(options, { unit: unitText(unit), ...proposal, ...transaction }, () =>
      pairs([
        ['offered', unitText(unit)],
        ['to', receiver],
        ['what', `${TRANSFER_WORDS[transfer]}${isReturn ? ', as a return' : ''}`],
        ['until', time(expiresAt)],
        ...transactionPairs(transaction),
      ]),
    )
    return FINE
  })
