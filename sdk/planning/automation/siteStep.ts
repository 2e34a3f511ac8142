import type { Contracts } from '../../chain/contracts.ts'
import { latestHeader } from '../../chain/latestBlock.ts'
import { isWithin, type UnitRef } from '../../provenance/unit.ts'
import { packsIn } from '../allocate.ts'
import { isOfProduct, type ProvenBatch } from '../batchOfProduct.ts'
import { type ListedOrder, listOrders } from '../listOrders.ts'
import { listPolicies } from '../listPolicies.ts'
import type { OpenedOrder } from '../order.ts'
import { receiveOrder } from '../receiveOrder.ts'
import { actsOnce } from '../stock/actsOnce.ts'
import { type BatchAtBlock, type BlockTime, batchAt, hasDaysLeft } from '../stock/batchAtBlock.ts'
import { isOpen } from '../stock/ordersToCome.ts'
import { openedOrders } from './openedOrders.ts'
import { acceptOffers, missingOf, orUndefined } from './siteUnits.ts'

export interface SiteWork {
  /** The site, for which the contracts' account acts. */
  readonly organisation: string
  /** Its orders. */
  readonly opened: readonly OpenedOrder[]
  /** Batches that it was shown to be of a product, of any product. */
  readonly batches: readonly ProvenBatch[]
}

/** Why nothing was done for an order: a person decides, and takes or refuses the units by hand. */
export type SiteWait =
  /** It was not shown what was ordered. */
  | 'unopened'
  /** It was not shown of which product a batch is. */
  | 'batch'
  /** More was shipped than ordered, or less. */
  | 'packs'
  | 'short'
  /** A unit has fewer days left than the order asks for. */
  | 'expiry'
  /** A unit is named on another order too, open or received. */
  | 'named'
  /** A unit is not offered with its custody, or barred. */
  | 'offer'

/** What was done for one order, or why nothing. */
export type SiteDeed =
  | { readonly orderId: string; readonly done: 'accepted'; readonly unit: UnitRef }
  | { readonly orderId: string; readonly done: 'received' }
  | { readonly orderId: string; readonly done: 'waits'; readonly why: SiteWait }

/**
 * Takes what was shipped on a site's orders: accepts the units that its supplier named where they are what was ordered, all of it
 * and nothing else, and closes orders of which it owns and keeps every unit, also those that a person took by hand, and those
 * that were given up when it had all of them. Run again it goes on where it was stopped.
 *
 * @throws IntegrityError CHAIN_LOG_INVALID; UnavailableError
 */
export async function siteStep(contracts: Contracts, work: SiteWork): Promise<SiteDeed[]> {
  const opened = openedOrders(contracts, work.opened)
  const orders: ListedOrder[] = []
  for (const { policyId } of await listPolicies(contracts, { organisation: work.organisation })) {
    orders.push(...(await listOrders(contracts, { policyId })))
  }
  const deeds: SiteDeed[] = []
  for (const order of orders.filter(({ units }) => units.length > 0)) {
    const others = orders.filter((other) => other !== order && (isOpen(other) || other.status === 'received'))
    const isNamed = others.some(({ units }) => isOverlap(units, order.units))
    if (order.status === 'shipped') {
      deeds.push(...(await take(contracts, work, order, opened.get(order.orderId), isNamed)))
    } else if (order.status !== 'received' && !isNamed) {
      const missing = await missingOf(contracts, work.organisation, order.units)
      if (missing.length === 0) deeds.push(...(await close(contracts, order)))
    }
  }
  return deeds
}

async function take(
  contracts: Contracts,
  work: SiteWork,
  listed: ListedOrder,
  order: OpenedOrder | undefined,
  isNamed: boolean,
): Promise<SiteDeed[]> {
  const { orderId, units } = listed
  const wait = (why: SiteWait) => ({ orderId, done: 'waits', why }) as const
  if (!order) return [wait('unopened')]
  if (isNamed) return [wait('named')]
  const block = await latestHeader(contracts)
  const batches = await readBatches(contracts, work.batches, order.document.gtin, units, block)
  const missing = await missingOf(contracts, work.organisation, units)
  const why = missing.length > 0 ? whyNot(order, units, batches, block) : undefined
  if (why) return [wait(why)]
  const deeds: SiteDeed[] = []
  for (const unit of missing) {
    if (await acceptOffers(contracts, work.organisation, unit, batches.get(unit.batchId)?.batch)) {
      deeds.push({ orderId, done: 'accepted', unit })
    }
  }
  if (deeds.length < missing.length) return [...deeds, wait('offer')]
  return [...deeds, ...(await close(contracts, listed))]
}

/** Anyone may close it, and may have done so meanwhile. */
async function close(contracts: Contracts, { orderId, decision, units }: ListedOrder): Promise<SiteDeed[]> {
  const isReceived = (await orUndefined(receiveOrder(contracts, decision, units))) !== undefined
  return isReceived ? [{ orderId, done: 'received' }] : []
}

type KnownBatches = ReadonlyMap<string, { readonly batch: BatchAtBlock; readonly size: number }>

/** Why the units are not to be taken without a person. */
function whyNot(
  { document }: OpenedOrder,
  units: readonly UnitRef[],
  batches: KnownBatches,
  block: BlockTime,
): SiteWait | undefined {
  let shipped = 0
  for (const unit of units) {
    const known = batches.get(unit.batchId)
    if (!known) return 'batch'
    if (!hasDaysLeft(known.batch, block, document.leastDaysLeft)) return 'expiry'
    shipped += packsIn(unit, known.size)
  }
  if (shipped === document.packs) return undefined
  return shipped > document.packs ? 'packs' : 'short'
}

/** The batches of the units, as far as one of the proofs shows them to be of the product. */
async function readBatches(
  contracts: Contracts,
  proofs: readonly ProvenBatch[],
  gtin: string,
  units: readonly UnitRef[],
  block: BlockTime,
): Promise<KnownBatches> {
  const actsOf = actsOnce(contracts)
  const known = new Map<string, { batch: BatchAtBlock; size: number }>()
  const shipped = new Set(units.map(({ batchId }) => batchId))
  for (const proven of proofs) {
    const { batchId } = proven.head
    if (!shipped.has(batchId) || known.has(batchId)) continue
    const acts = await actsOf(batchId)
    if (isOfProduct(contracts, gtin, proven, acts[0])) {
      known.set(batchId, { batch: batchAt(batchId, acts, block), size: proven.size })
    }
  }
  return known
}

const isOverlap = (units: readonly UnitRef[], others: readonly UnitRef[]): boolean =>
  units.some((one) =>
    others.some((other) => one.batchId === other.batchId && (isWithin(one, other) || isWithin(other, one))),
  )
