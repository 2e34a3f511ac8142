import type { Contracts } from '../../chain/contracts.ts'
import { latestHeader } from '../../chain/latestBlock.ts'
import { RefusedError } from '../../errors/index.ts'
import { disaggregateUnit } from '../../provenance/disaggregateUnit.ts'
import { proposeTransfer } from '../../provenance/proposeTransfer.ts'
import { type UnitRef, unitText } from '../../provenance/unit.ts'
import { acceptOrder } from '../acceptOrder.ts'
import { allocateUnits, packsIn, type UnitAllocation } from '../allocate.ts'
import type { ProvenBatch } from '../batchOfProduct.ts'
import { type ListedOrder, listOrders } from '../listOrders.ts'
import type { OpenedOrder } from '../order.ts'
import { readPolicy } from '../readPolicy.ts'
import { shipOrder } from '../shipOrder.ts'
import { unitsForSale } from '../stock/unitsForSale.ts'
import { openedOrders } from './openedOrders.ts'
import { offerAgain, withdrawOffers } from './shippedOffers.ts'

/** Most units with which an order is filled: `ReplenishmentPlanner.MAXIMUM_UNITS`. */
const MAXIMUM_UNITS = 64
/** Seconds that an offer stays open: 30 days. */
const OFFER_SECONDS = 30 * 86_400

export interface SupplierWork {
  /** The supplier, for which the contracts' account acts. */
  readonly organisation: string
  /** Orders that it was shown. Others are not its to fill by itself. */
  readonly opened: readonly OpenedOrder[]
  /** Batches that it may have stock of, of any product. */
  readonly batches: readonly ProvenBatch[]
  /** Seconds that its offers stay open. Default: 30 days. */
  readonly offerSeconds?: number
}

/** What was done for one order, or why nothing. */
export type SupplierDeed =
  | { readonly orderId: string; readonly done: 'accepted' }
  | { readonly orderId: string; readonly done: 'shipped'; readonly units: readonly UnitRef[] }
  /** Units that it had shipped, and whose offers had lapsed. */
  | { readonly orderId: string; readonly done: 'offered'; readonly units: readonly UnitRef[] }
  /** Offers of an order that it refused, or that its site cancelled. */
  | { readonly orderId: string; readonly done: 'withdrawn'; readonly units: readonly UnitRef[] }
  /** Its site holds the policy; so many packs are not there; the chain refused, for what happened to the order or a unit meanwhile. */
  | { readonly orderId: string; readonly done: 'waits'; readonly why: 'held' | 'stock' | 'refused' }
  /** The packs lie in so many units, more than one order takes: aggregate some, or refuse the order. */
  | { readonly orderId: string; readonly done: 'waits'; readonly why: 'units'; readonly count: number }

/** With what an order is to be filled. */
interface Filling extends UnitAllocation {
  /** Offered to the site in an earlier run. */
  readonly offered: readonly UnitRef[]
}

/** One run over the orders. */
interface Run {
  readonly work: SupplierWork & { readonly offerSeconds: number }
  /** Units that are shipped and did not arrive yet. */
  readonly named: Set<string>
  readonly deeds: SupplierDeed[]
}

/**
 * Fills orders as their supplier: accepts those that its stock covers, first expired first of what keeps long enough, splits
 * units where needed, offers them to the site and names them on the order. Each step is on the chain before the next one, so run
 * again it goes on where it was stopped: what it offered to the site since it accepted an order and named on none is of the
 * oldest order that is not shipped. What lapsed of a shipped order is offered again, what is open of a refused or cancelled one
 * is withdrawn.
 *
 * @throws IntegrityError CHAIN_LOG_INVALID; UnavailableError
 */
export async function supplierStep(contracts: Contracts, work: SupplierWork): Promise<SupplierDeed[]> {
  const opened = openedOrders(contracts, work.opened)
  const listed = await listOrders(contracts, { supplier: work.organisation })
  const having = (...statuses: readonly string[]) => listed.filter(({ status }) => statuses.includes(status))
  const shipped = having('shipped')
  const run: Run = {
    work: { ...work, offerSeconds: work.offerSeconds ?? OFFER_SECONDS },
    named: new Set(shipped.flatMap(({ units }) => units).map(unitText)),
    deeds: [],
  }
  const { deeds } = run
  const { organisation, offerSeconds } = run.work
  for (const order of having('rejected', 'cancelled').filter(({ units }) => units.length > 0)) {
    await orRefused(order, deeds, async () => {
      const units = await withdrawOffers(contracts, organisation, order, run.named)
      if (units.length > 0) deeds.push({ orderId: order.orderId, done: 'withdrawn', units })
    })
  }
  for (const order of shipped) {
    const shown = opened.get(order.orderId)
    if (!shown) continue
    const { leastDaysLeft } = shown.document
    await orRefused(order, deeds, async () => {
      const units = await offerAgain(contracts, { organisation, offerSeconds, leastDaysLeft }, order)
      if (units.length > 0) deeds.push({ orderId: order.orderId, done: 'offered', units })
    })
  }
  // What was promised comes first.
  for (const order of [...having('accepted'), ...having('placed')]) {
    const shown = opened.get(order.orderId)
    if (shown) await orRefused(order, deeds, () => fill(contracts, run, order, shown))
  }
  return deeds
}

/** One order that the chain refuses does not keep the others waiting. */
async function orRefused(
  { orderId }: ListedOrder,
  deeds: SupplierDeed[],
  act: () => Promise<void>,
): Promise<void> {
  try {
    await act()
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error
    deeds.push({ orderId, done: 'waits', why: 'refused' })
  }
}

async function fill(
  contracts: Contracts,
  { work, named, deeds }: Run,
  order: ListedOrder,
  { document }: OpenedOrder,
): Promise<void> {
  const { orderId, decision, status, organisation } = order
  const wait = (why: 'held' | 'stock') => void deeds.push({ orderId, done: 'waits', why })
  const filling = await findFilling(contracts, work, order, document, named)
  if (filling.missing > 0) return wait('stock')
  const units = [...filling.offered, ...filling.units]
  if (units.length > MAXIMUM_UNITS) {
    deeds.push({ orderId, done: 'waits', why: 'units', count: units.length })
    return
  }
  if (status === 'placed') {
    const { isHeld } = await readPolicy(contracts, decision.policyId)
    if (isHeld) return wait('held')
    await acceptOrder(contracts, decision)
    deeds.push({ orderId, done: 'accepted' })
  }
  for (const { unit, childLevel } of filling.splits) await disaggregateUnit(contracts, unit, childLevel)
  const { timestamp } = await latestHeader(contracts)
  const expiresAt = timestamp + work.offerSeconds
  for (const unit of filling.units) {
    const terms = { receiver: organisation, expiresAt, transfer: 'both', isReturn: false } as const
    await proposeTransfer(contracts, unit, terms)
  }
  await shipOrder(contracts, decision, units)
  for (const unit of units) named.add(unitText(unit))
  deeds.push({ orderId, done: 'shipped', units })
}

async function findFilling(
  contracts: Contracts,
  { organisation, batches, offerSeconds }: Run['work'],
  { status, organisation: site, changedBlock }: ListedOrder,
  { gtin, packs, leastDaysLeft }: OpenedOrder['document'],
  named: ReadonlySet<string>,
): Promise<Filling> {
  const block = await latestHeader(contracts)
  const stock = await unitsForSale(contracts, { organisation, gtin, leastDaysLeft }, batches, block)
  const offered: UnitRef[] = []
  let missing = packs
  for (const { batchId, level, position, parentLevel, size, ...offer } of stock.offered) {
    const unit = { batchId, level, position, parentLevel }
    const held = packsIn(unit, size)
    // An earlier offer is of another sale; one that is about to lapse would leave the order without goods.
    const isOrders = status === 'accepted' && offer.blockNumber > changedBlock
    const isLong = offer.expiresAt - block.timestamp >= offerSeconds / 2
    const isItsOwn = offer.receiver === site && isOrders && isLong && !named.has(unitText(unit))
    if (!isItsOwn || held > missing) continue
    offered.push(unit)
    missing -= held
  }
  return { ...allocateUnits(stock.runs, missing), offered }
}
