import type { Contracts } from '../../../../sdk/chain/contracts.ts'
import { chainTime } from '../../../../sdk/chain/time.ts'
import type { GatewayClient } from '../../../../sdk/gateway/client.ts'
import { openPlannedOrders } from '../../../../sdk/gateway/openPlannedOrders.ts'
import type { PolicyStanding } from '../../../../sdk/gateway/planningCalls.ts'
import type { DecidedOrder } from '../../../../sdk/planning/decideOrder.ts'
import { type ListedOrder, listOrders, type OrderStatus } from '../../../../sdk/planning/listOrders.ts'
import { listPolicies } from '../../../../sdk/planning/listPolicies.ts'
import type { OpenedOrder } from '../../../../sdk/planning/order.ts'
import { type PolicyState, readPolicy } from '../../../../sdk/planning/readPolicy.ts'
import { reckonOrder } from '../../../../sdk/planning/reckonOrder.ts'
import type { Gateway, Settings } from '../../../app/settings.ts'

/** As what the reader's organisation is party to a policy. */
export type Side = 'site' | 'supplier'

/** A policy as the chain has it. */
export interface PolicyEntry {
  readonly policyId: string
  readonly side: Side
  /** The site. */
  readonly organisation: string
  readonly supplier: string
  readonly state: PolicyState
  /** The newest first. */
  readonly orders: readonly ListedOrder[]
  /** Seconds since 1970: the chain's time when it was read. */
  readonly now: number
}

/** What the side in question is to answer. */
export const AWAITED: Readonly<Record<Side, OrderStatus>> = { site: 'awaiting', supplier: 'placed' }

/** The policies that an organisation orders under, and those that it supplies under. */
export async function policiesOf(
  contracts: Contracts,
  organisation: string,
): Promise<readonly PolicyEntry[]> {
  const [own, supplied, now] = await Promise.all([
    listPolicies(contracts, { organisation }),
    listPolicies(contracts, { supplier: organisation }),
    chainTime(contracts),
  ])
  const sided = [
    ...own.map((policy) => ({ ...policy, side: 'site' as const })),
    ...supplied.map((policy) => ({ ...policy, side: 'supplier' as const })),
  ]
  return Promise.all(
    sided.map(async ({ policyId, side, organisation: site, supplier }) => {
      const [state, orders] = await Promise.all([
        readPolicy(contracts, policyId),
        listOrders(contracts, { policyId }),
      ])
      return { policyId, side, organisation: site, supplier, state, orders: orders.toReversed(), now }
    }),
  )
}

/** The gateway that keeps the policies of a site. */
export const planningGatewayOf = ({ gateways }: Settings, site: string): Gateway | undefined =>
  gateways.find(({ organisation, serves }) => organisation === site && serves.includes('replenishment'))

/** What the site's gateway shows of a policy. */
export interface Opening {
  /** By order id: held against the commitments on the chain. */
  readonly opened: ReadonlyMap<string, OpenedOrder>
  /** Null for the supplier, who sees orders alone. */
  readonly site: SiteOpening | null
}

export interface SiteOpening {
  readonly standing: PolicyStanding
  /** Read after the standing. */
  readonly state: PolicyState
  /** By order id: what the gateway waits for. */
  readonly waits: ReadonlyMap<string, string>
  readonly reckoned: DecidedOrder | undefined
}

/** Newest orders that are opened: one question each. */
const OPENED = 40

export async function openPolicy(
  contracts: Contracts,
  client: GatewayClient,
  { policyId, side, orders, now }: PolicyEntry,
  signal: AbortSignal,
): Promise<Opening> {
  const ids = orders.slice(0, OPENED).map(({ orderId }) => orderId)
  const opened = await openPlannedOrders(contracts, client, ids, { signal })
  if (side === 'supplier') return { opened, site: null }
  const [standing, planned] = await Promise.all([
    client.planningPolicy(policyId, { signal }),
    client.listPlannedOrders(policyId, { signal }),
  ])
  const state = await readPolicy(contracts, policyId)
  const waits = new Map(planned.flatMap(({ orderId, waits: why }) => (why ? [[orderId, why] as const] : [])))
  return { opened, site: { standing, state, waits, reckoned: reckonOrder(state, standing, orders, now) } }
}
