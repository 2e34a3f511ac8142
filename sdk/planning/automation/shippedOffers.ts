import type { Contracts } from '../../chain/contracts.ts'
import { latestHeader } from '../../chain/latestBlock.ts'
import { cancelTransfer } from '../../provenance/cancelTransfer.ts'
import { proposeTransfer } from '../../provenance/proposeTransfer.ts'
import { type UnitRef, unitText } from '../../provenance/unit.ts'
import type { ListedOrder } from '../listOrders.ts'
import { actsOnce } from '../stock/actsOnce.ts'
import { hasDaysLeft, readBatchAt } from '../stock/batchAtBlock.ts'
import { lapsedOffers, type Offer } from '../stock/openOffers.ts'

type Shipped = Pick<ListedOrder, 'organisation' | 'units' | 'changedBlock'>

/**
 * Withdraws what a supplier still offers of an order that it refused, or that the site cancelled: the site could take it, and the
 * supplier not sell it. Offers made since, and units that are shipped on another order, stay.
 * @param named units that are shipped
 * @returns the units whose offers it withdrew
 */
export async function withdrawOffers(
  contracts: Contracts,
  supplier: string,
  { organisation: site, units, changedBlock }: Shipped,
  named: ReadonlySet<string>,
): Promise<UnitRef[]> {
  const block = await latestHeader(contracts)
  const actsOf = actsOnce(contracts)
  const withdrawn: UnitRef[] = []
  for (const unit of units) {
    if (named.has(unitText(unit))) continue
    const { offers } = await readBatchAt(contracts, unit.batchId, block, actsOf)
    for (const { transfer, ...offer } of offers) {
      const isOrders = offer.blockNumber <= changedBlock && !offer.isReturn
      if (!isOrders || !isOf(offer, unit, supplier, site)) continue
      await cancelTransfer(contracts, unit, transfer)
      withdrawn.push(unit)
    }
  }
  return withdrawn
}

export interface OfferTerms {
  /** The supplier. */
  readonly organisation: string
  readonly offerSeconds: number
  /** A pack must have more days left than this, today included. */
  readonly leastDaysLeft: number
}

/**
 * Offers the units of a shipped order again that the site did not take before their offers lapsed, while they keep long enough.
 * What the site refused stays refused.
 * @returns those units
 * @throws RefusedError where something happened to a unit that forbids it
 */
export async function offerAgain(
  contracts: Contracts,
  { organisation: supplier, offerSeconds, leastDaysLeft }: OfferTerms,
  { organisation: site, units }: Shipped,
): Promise<UnitRef[]> {
  const block = await latestHeader(contracts)
  const actsOf = actsOnce(contracts)
  const again: UnitRef[] = []
  for (const unit of units) {
    const batch = await readBatchAt(contracts, unit.batchId, block, actsOf)
    const isLapsed = lapsedOffers(batch.acts, block.timestamp).some(
      (offer) => offer.transfer === 'both' && !offer.isReturn && isOf(offer, unit, supplier, site),
    )
    if (!isLapsed || !hasDaysLeft(batch, block, leastDaysLeft)) continue
    const expiresAt = block.timestamp + offerSeconds
    await proposeTransfer(contracts, unit, { receiver: site, expiresAt, transfer: 'both', isReturn: false })
    again.push(unit)
  }
  return again
}

const isOf = (
  offer: Pick<Offer, 'level' | 'position' | 'proposer' | 'receiver'>,
  unit: UnitRef,
  supplier: string,
  site: string,
): boolean =>
  offer.level === unit.level &&
  offer.position === unit.position &&
  offer.proposer === supplier &&
  offer.receiver === site
