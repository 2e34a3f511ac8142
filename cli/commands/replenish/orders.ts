import { type Command, Option } from 'commander'
import pc from 'picocolors'
import type { ListedOrder, OrderFilter, OrderStatus } from '../../../sdk/planning/listOrders.ts'
import type { OpenedOrder } from '../../../sdk/planning/order.ts'
import type { ChainContext, ChainOptions } from '../../context.ts'
import { parseUrl } from '../../input/url.ts'
import { columns } from '../../output/columns.ts'
import { emit, type OutputOptions } from '../../output/emit.ts'
import { FINE } from '../../output/exitCode.ts'
import { exits } from '../exits.ts'
import { collecting, withChainOptions, withExample, withJson } from '../options.ts'
import { withChain } from '../withChain.ts'
import { asCaller, SESSION_HELP } from '../withSession.ts'

interface OrdersOptions extends ChainOptions, OutputOptions {
  readonly policy?: string
  readonly supplier?: string
  readonly gateway?: string
  readonly opened?: readonly string[]
  readonly output?: string
}

type Shown = ListedOrder & { readonly opened: OpenedOrder | null }

const EXAMPLE = `$ salus replenish orders
$ salus replenish orders --gateway http://127.0.0.1:8552 --output out/orders.json
$ salus replenish orders --supplier 0x90F79bf6EB2c4f870365E785982E1f101E93b906 --gateway http://127.0.0.1:8552`

const NOTES = `The chain has the status of an order and its share of the cap. How many packs it is of the site's gateway tells (--gateway): the site
itself, and its supplier order by order. What it tells is checked against the commitment on the chain. --output keeps it, for the
other commands (--opened, --orders). An order that waits for a person lapses with its period, one that waits for the supplier with the next.
${SESSION_HELP}`

export function registerReplenishOrders(group: Command): void {
  const command = group
    .command('orders')
    .description('List orders, their status and share of the cap, and the packs where they are opened.')
    .option('--policy <id>', 'those of a policy (default: all of the organisation of SALUS_KEY)')
    .option('--supplier <address>', 'those that an organisation is to fill')
    .addOption(new Option('--gateway <url>', "the site's gateway, which opens them").argParser(parseUrl))
    .option('--opened <file>', 'orders that were opened before; may be repeated', collecting(String))
    .option('--output <file>', 'where what could be opened goes')
    .action(exits(orders))
  withChainOptions(withJson(command))
  withExample(command, EXAMPLE, NOTES)
}

const orders = (options: OrdersOptions): Promise<number> =>
  withChain(options, async (chain) => {
    const { listOrders } = await import('../../../sdk/planning/listOrders.ts')
    const listed: ListedOrder[] = []
    for (const filter of await filtersOf(chain, options)) {
      listed.push(...(await listOrders(chain.contracts, filter)))
    }
    const opened = await openedOf(chain, listed, options)
    const shown: Shown[] = listed.map((order) => ({ ...order, opened: opened.get(order.orderId) ?? null }))
    if (options.output !== undefined) {
      const { writeWhole } = await import('../../output/writeWhole.ts')
      await writeWhole(options.output, `${JSON.stringify([...opened.values()], null, 2)}\n`)
    }
    emit(options, { orders: shown }, () =>
      shown.length === 0
        ? 'There is no order.\n'
        : columns(shown.map(rowOf), ['Order', 'Period', 'Of the cap', 'Packs', 'GTIN', 'Status', 'Units']),
    )
    return FINE
  })

async function filtersOf(chain: ChainContext, { policy, supplier }: OrdersOptions): Promise<OrderFilter[]> {
  const { parseId } = await import('./ids.ts')
  const { parseAddress } = await import('../../input/address.ts')
  const { namedOrganisation } = await import('../../input/organisation.ts')
  const { listPolicies } = await import('../../../sdk/planning/listPolicies.ts')
  if (supplier !== undefined || policy !== undefined) {
    return [
      {
        ...(policy !== undefined && { policyId: parseId('policy', policy) }),
        ...(supplier !== undefined && { supplier: parseAddress('supplier', supplier) }),
      },
    ]
  }
  const organisation = await namedOrganisation(chain, undefined)
  const policies = await listPolicies(chain.contracts, { organisation })
  return policies.map(({ policyId }) => ({ policyId }))
}

/** What could be opened of the orders, each held against its commitment, by order id. */
async function openedOf(
  chain: ChainContext,
  listed: readonly ListedOrder[],
  options: OrdersOptions,
): Promise<Map<string, OpenedOrder>> {
  const { accountOf } = await import('../../context.ts')
  const { readOpenedOrders } = await import('./privateFiles.ts')
  const { requireOpened } = await import('../../../sdk/planning/order.ts')
  const { openPlannedOrders } = await import('../../../sdk/gateway/openPlannedOrders.ts')
  const { contracts } = chain
  const { gateway } = options
  const known = await readOpenedOrders(options.opened ?? [])
  const ids = listed.map(({ orderId }) => orderId)
  const told =
    gateway === undefined
      ? []
      : await asCaller(
          gateway,
          () => accountOf(chain),
          (client) => openPlannedOrders(contracts, client, ids),
        )
  const opened = new Map([...known.map((one) => [requireOpened(contracts, one), one] as const), ...told])
  return new Map(
    listed.flatMap(({ orderId }) => {
      const one = opened.get(orderId)
      return one ? [[orderId, one] as const] : []
    }),
  )
}

function rowOf({ orderId, decision, status, units, opened }: Shown): string[] {
  return [
    orderId,
    String(decision.period),
    `${decision.share} of 100`,
    opened ? opened.document.packs.toLocaleString('en') : '–',
    opened?.document.gtin ?? '–',
    statusText(status),
    units.length === 0 ? '–' : units.length.toLocaleString('en'),
  ]
}

const WORDS: Partial<Record<OrderStatus, string>> = {
  awaiting: 'waits for a person: salus replenish confirm',
  placed: 'waits for the supplier',
}

function statusText(status: OrderStatus): string {
  const text = WORDS[status] ?? status
  if (status === 'received') return pc.green(text)
  return status === 'rejected' || status === 'cancelled' ? pc.red(text) : text
}
