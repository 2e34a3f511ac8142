import type { Command } from 'commander'
import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../../../sdk/chain/contracts.ts'
import type { ListedOrder } from '../../../sdk/planning/listOrders.ts'
import type { ChainOptions } from '../../context.ts'
import { pairs } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { printed, transactionPairs } from '../../output/transaction.ts'
import { exits } from '../exits.ts'
import { withChainOptions, withExample, withJson } from '../options.ts'
import { withAccount } from '../withChain.ts'
import { ORDER_HELP } from './options.ts'

interface ActOptions extends ChainOptions, OutputOptions {}

/** One thing that is said of one order. */
interface OrderAct {
  /** Name of the command. */
  readonly name: string
  readonly description: string
  /** Who may, and what follows. */
  readonly notes: string
  /** What became of the order, for the person who did it. */
  readonly done: string
  /** Loads what is needed only when the command runs. */
  readonly load: () => Promise<
    (contracts: Contracts, order: ListedOrder) => Promise<ContractTransactionReceipt>
  >
}

const BY_SITE: readonly OrderAct[] = [
  {
    name: 'confirm',
    description: 'As a person of the site: confirm an order that is above the threshold.',
    notes:
      'Within its period, and while it is no older than a position may be; then it lapses. Not by the account that recorded the newest position. See first what it is: salus replenish orders --gateway …',
    done: 'confirmed',
    load: async () => {
      const { confirmOrder } = await import('../../../sdk/planning/confirmOrder.ts')
      return (contracts, { decision }) => confirmOrder(contracts, decision)
    },
  },
  {
    name: 'cancel',
    description: 'As the site: cancel an order that is not received.',
    notes:
      'Also one that was accepted or shipped. The period has had its order, and the window its share, all the same.',
    done: 'cancelled',
    load: async () => {
      const { cancelOrder } = await import('../../../sdk/planning/cancelOrder.ts')
      return (contracts, { decision }) => cancelOrder(contracts, decision)
    },
  },
  {
    name: 'receive',
    description: 'Close an order whose units the site owns.',
    notes:
      'Check the packs (salus batch verify) and accept them first (salus batch receive). A gateway does this by itself. Anyone may.',
    done: 'received',
    load: async () => {
      const { receiveOrder } = await import('../../../sdk/planning/receiveOrder.ts')
      return (contracts, { decision, units }) => receiveOrder(contracts, decision, units)
    },
  },
]

const BY_SUPPLIER: readonly OrderAct[] = [
  {
    name: 'accept',
    description: 'As the supplier: accept an order, before it lapses.',
    notes:
      'See first what it is: salus replenish orders --supplier … --gateway …; then salus replenish ship.',
    done: 'accepted',
    load: async () => {
      const { acceptOrder } = await import('../../../sdk/planning/acceptOrder.ts')
      return (contracts, { decision }) => acceptOrder(contracts, decision)
    },
  },
  {
    name: 'reject',
    description: 'As the supplier: refuse an order, or give up one that was accepted or shipped.',
    notes:
      'Such as when a recall caught the units on their way. It uses up the cap of its window all the same.',
    done: 'rejected',
    load: async () => {
      const { rejectOrder } = await import('../../../sdk/planning/rejectOrder.ts')
      return (contracts, { decision }) => rejectOrder(contracts, decision)
    },
  },
]

/** What the site says of its orders. */
export const registerSiteActs = (group: Command): void => {
  for (const act of BY_SITE) registerAct(group, act)
}

/** What the supplier says of them. */
export const registerSupplierActs = (group: Command): void => {
  for (const act of BY_SUPPLIER) registerAct(group, act)
}

function registerAct(group: Command, act: OrderAct): void {
  const { name, description, notes } = act
  const command = group
    .command(`${name} <orderId>`)
    .description(description)
    .action(exits((orderId: string, options: ActOptions) => run(act, orderId, options)))
  withChainOptions(withJson(command))
  withExample(command, `$ salus replenish ${name} 0x…`, `${notes}\n${ORDER_HELP}`)
}

const run = ({ load, done }: OrderAct, orderText: string, options: ActOptions): Promise<number> =>
  withAccount(options, async ({ own }) => {
    const { namedOrder } = await import('./namedOrder.ts')
    const order = await namedOrder(own, orderText)
    const act = await load()
    const transaction = printed(await act(own, order))
    const { orderId, decision } = order
    const { policyId, period, share } = decision
    emit(options, { orderId, policyId, period, share, status: done, ...transaction }, () =>
      pairs([[done, orderId], ['of the cap', `${share} of 100`], ...transactionPairs(transaction)]),
    )
    return FINE
  })
