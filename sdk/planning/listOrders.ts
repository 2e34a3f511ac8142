import type { Contracts } from '../chain/contracts.ts'
import { latestHeader } from '../chain/latestBlock.ts'
import { read } from '../chain/send.ts'
import { UnavailableError } from '../errors/index.ts'
import type { UnitRef } from '../provenance/unit.ts'
import { listPolicies } from './listPolicies.ts'
import { type OrderDecision, orderDecisionSchema, orderIdOf } from './order.ts'
import { impossible, plannerEvents } from './plannerEvents.ts'
import { type PolicyTerms, policyPeriodAt } from './policy.ts'
import type { BlockTime } from './stock/batchAtBlock.ts'

/** In the order of `IReplenishmentPlanner.Status`. */
export const ORDER_STATUSES = [
  'none',
  'awaiting',
  'placed',
  'accepted',
  'shipped',
  'received',
  'rejected',
  'cancelled',
] as const
export type OrderStatus = (typeof ORDER_STATUSES)[number]

/** Orders in one query for what was shipped. */
const IDS_A_QUERY = 100

/** An order as the chain's events tell of it. */
export interface ListedOrder {
  readonly orderId: string
  /** The site. */
  readonly organisation: string
  readonly supplier: string
  readonly decision: OrderDecision
  /** What waited for too long is cancelled. */
  readonly status: OrderStatus
  /** With which it was filled. */
  readonly units: readonly UnitRef[]
  /** Where its status changed last; where it was decided before that. That it lapses changes nothing on the chain. */
  readonly changedBlock: number
  readonly modelVersion: string
  readonly configDigest: string
  /** Where it was decided. */
  readonly blockNumber: number
  readonly transactionHash: string
}

export interface OrderFilter {
  readonly policyId?: string
  readonly supplier?: string
}

/**
 * The orders of a policy, or for a supplier, in the order in which they were decided, from the chain's events alone.
 * @param at block as of which they are told; default: the latest
 * @throws UnavailableError; IntegrityError CHAIN_LOG_INVALID
 */
export async function listOrders(
  contracts: Contracts,
  { policyId, supplier }: OrderFilter = {},
  at?: BlockTime,
): Promise<ListedOrder[]> {
  const { replenishmentPlanner } = contracts
  const block = at ?? (await latestHeader(contracts))
  const decided = replenishmentPlanner.filters.OrderDecided(undefined, policyId, supplier)
  const events = await plannerEvents(
    contracts,
    (from, to) => replenishmentPlanner.queryFilter(decided, from, to),
    block.number,
  )
  const chronicles = new Map<string, PolicyChronicle>()
  for (const id of new Set(events.map(({ args }) => args.policyId))) {
    chronicles.set(id, await readChronicle(contracts, id, block))
  }
  const orders: ListedOrder[] = []
  for (const { args, blockNumber, transactionHash } of events) {
    const decision = decisionOf(args.decision)
    const chronicle = chronicles.get(decision.policyId)
    if (!chronicle || orderIdOf(contracts, decision) !== args.orderId) throw impossible()
    const { organisation, terms, changes, shipments } = chronicle
    const isAsked =
      (policyId ?? decision.policyId) === decision.policyId && (supplier ?? terms.supplier) === terms.supplier
    if (!isAsked) throw impossible()
    const change = changes.get(args.orderId)
    const status = change?.status ?? (args.isAwaiting ? 'awaiting' : 'placed')
    const isLapsed = await hasLapsed(contracts, { status, decision, blockNumber }, terms, block)
    orders.push({
      orderId: args.orderId,
      organisation,
      supplier: terms.supplier,
      decision,
      status: isLapsed ? 'cancelled' : status,
      units: shipments.get(args.orderId) ?? [],
      changedBlock: change?.blockNumber ?? blockNumber,
      modelVersion: args.modelVersion,
      configDigest: args.configDigest,
      blockNumber,
      transactionHash,
    })
  }
  return orders
}

/** What the chain tells of a policy's orders after they were decided. */
interface PolicyChronicle {
  readonly organisation: string
  readonly terms: PolicyTerms
  /** Latest by order id. */
  readonly changes: ReadonlyMap<string, { readonly status: OrderStatus; readonly blockNumber: number }>
  readonly shipments: ReadonlyMap<string, readonly UnitRef[]>
}

async function readChronicle(
  contracts: Contracts,
  policyId: string,
  block: BlockTime,
): Promise<PolicyChronicle> {
  const { replenishmentPlanner } = contracts
  const { OrderChanged } = replenishmentPlanner.filters
  const [policy] = await listPolicies(contracts, { policyId })
  if (!policy) throw impossible()
  const events = await plannerEvents(
    contracts,
    (from, to) => replenishmentPlanner.queryFilter(OrderChanged(undefined, policyId), from, to),
    block.number,
  )
  const changes = new Map<string, { status: OrderStatus; blockNumber: number }>()
  const shipped = new Set<string>()
  for (const { args, blockNumber } of events) {
    const status = ORDER_STATUSES[Number(args.status)]
    if (status === undefined || args.policyId !== policyId) throw impossible()
    changes.set(args.orderId, { status, blockNumber })
    if (status === 'shipped') shipped.add(args.orderId)
  }
  const shipments = await readShipments(contracts, [...shipped], block)
  const { organisation, terms } = policy
  return { organisation, terms, changes, shipments }
}

/** The units of orders that were shipped, by order id. */
async function readShipments(
  contracts: Contracts,
  orderIds: readonly string[],
  block: BlockTime,
): Promise<Map<string, readonly UnitRef[]>> {
  const { replenishmentPlanner } = contracts
  const shipments = new Map<string, readonly UnitRef[]>()
  for (let start = 0; start < orderIds.length; start += IDS_A_QUERY) {
    const ids = orderIds.slice(start, start + IDS_A_QUERY)
    // Any of the ids: typechain knows a single one only.
    const filter = replenishmentPlanner.filters.OrderShipped(ids as unknown as string)
    const events = await plannerEvents(
      contracts,
      (from, to) => replenishmentPlanner.queryFilter(filter, from, to),
      block.number,
    )
    for (const { args } of events) shipments.set(args.orderId, args.units.map(unitOf))
  }
  const isAnswered = shipments.size === orderIds.length && orderIds.every((id) => shipments.has(id))
  if (!isAnswered) throw impossible()
  return shipments
}

interface UnitOnChain {
  readonly batchId: string
  readonly level: bigint
  readonly position: bigint
  readonly parentLevel: bigint
}

const unitOf = ({ batchId, level, position, parentLevel }: UnitOnChain): UnitRef => ({
  batchId,
  level: Number(level),
  position: Number(position),
  parentLevel: Number(parentLevel),
})

/**
 * One that waits for confirmation lapses with its period, or once it is older than a position may be; one that waits for the
 * supplier with the period after.
 */
async function hasLapsed(
  { runner }: Contracts,
  { status, decision, blockNumber }: Pick<ListedOrder, 'status' | 'decision' | 'blockNumber'>,
  terms: PolicyTerms,
  { timestamp }: BlockTime,
): Promise<boolean> {
  if (status !== 'awaiting' && status !== 'placed') return false
  const elapsed = policyPeriodAt(terms, timestamp) - decision.period
  if (status === 'placed' || elapsed > 0) return elapsed > (status === 'awaiting' ? 0 : 1)
  const decided = await read(Promise.resolve(runner.provider?.getBlock(blockNumber)))
  if (!decided) throw new UnavailableError('CHAIN_UNAVAILABLE', `The chain has no block ${blockNumber}.`)
  return timestamp >= decided.timestamp + terms.maximumAgeHours * 3_600
}

function decisionOf(given: Readonly<Record<keyof OrderDecision, unknown>>): OrderDecision {
  const { policyId, position, forecast, order, period, share } = given
  const decision = { policyId, position, forecast, order, period: Number(period), share: Number(share) }
  const result = orderDecisionSchema.safeParse(decision)
  if (!result.success) throw impossible()
  return result.data
}
