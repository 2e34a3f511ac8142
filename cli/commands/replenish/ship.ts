import { type Command, Option } from 'commander'
import type { Contracts } from '../../../sdk/chain/contracts.ts'
import type { ListedOrder } from '../../../sdk/planning/listOrders.ts'
import { TRANSFERS, type Transfer, type UnitRef } from '../../../sdk/provenance/unit.ts'
import type { ChainOptions } from '../../context.ts'
import { parseDuration } from '../../input/period.ts'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { printed, transactionPairs } from '../../output/transaction.ts'
import { UNIT_HELP } from '../batch/options.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withJson } from '../options.ts'
import { withAccount } from '../withChain.ts'
import { ORDER_HELP } from './options.ts'

interface ShipOptions extends ChainOptions, OutputOptions {
  readonly transfer: Transfer
  readonly for: number
}

const MONTH = 30 * 86_400

const NOTES = `Offers the units to the site, unless they are offered already, and names them as what fills the order: 1 to 64 units that you own,
first expiring first. Where a carrier has them, offer --transfer ownership. A gateway with replenishment on does this by itself, and splits
units where it must (salus batch split).
${ORDER_HELP}
${UNIT_HELP}`

export function registerReplenishShip(group: Command): void {
  const command = group
    .command('ship <orderId> <unit...>')
    .description('As the supplier: fill an order that was accepted, with units that you own.')
    .addOption(
      new Option('--transfer <what>', 'what is offered')
        .choices(TRANSFERS.filter((name) => name !== 'custody'))
        .default('both'),
    )
    .addOption(
      new Option('--for <duration>', 'how long the offers stand: 12h, 7d, 2w')
        .default(MONTH, '30d')
        .argParser(parseDuration),
    )
    .action(exits(ship))
  withChainOptions(withJson(command))
  withExample(command, '$ salus replenish ship 0x… 0x…/6/17 0x…/6/18', NOTES)
}

const ship = (orderText: string, unitTexts: readonly string[], options: ShipOptions): Promise<number> =>
  withAccount(options, async ({ own }) => {
    const { namedOrder } = await import('./namedOrder.ts')
    const { namedUnit } = await import('../../input/unit.ts')
    const { unitText } = await import('../../../sdk/provenance/unit.ts')
    const { shipOrder } = await import('../../../sdk/planning/shipOrder.ts')
    const order = await namedOrder(own, orderText)
    const units: UnitRef[] = []
    for (const text of new Set(unitTexts)) units.push(await namedUnit(own, text))
    await offerAll(own, order, units, options)
    const transaction = printed(await shipOrder(own, order.decision, units))
    const { orderId } = order
    emit(options, { orderId, units: units.map(unitText), status: 'shipped', ...transaction }, () =>
      pairs([
        ['shipped', orderId],
        ...units.map((unit) => ['unit', unitText(unit)] as const),
        ...transactionPairs(transaction),
      ]),
    )
    return FINE
  })

/** Offers to the site what is not offered to it already. */
async function offerAll(
  contracts: Contracts,
  { organisation: receiver }: ListedOrder,
  units: readonly UnitRef[],
  { transfer, for: seconds }: ShipOptions,
): Promise<void> {
  const { deadlineIn } = await import('../../../sdk/chain/time.ts')
  const { listProposals } = await import('../../../sdk/provenance/listProposals.ts')
  const { proposeTransfer } = await import('../../../sdk/provenance/proposeTransfer.ts')
  const { unitText } = await import('../../../sdk/provenance/unit.ts')
  const open = await listProposals(contracts, { receiver })
  const offered = new Set(
    open.filter((offer) => offer.transfer !== 'custody').map(({ unit }) => unitText(unit)),
  )
  for (const unit of units) {
    if (offered.has(unitText(unit))) continue
    const expiresAt = await deadlineIn(contracts, seconds)
    await proposeTransfer(contracts, unit, { receiver, expiresAt, transfer, isReturn: false })
  }
}
