import { IntegrityError, RefusedError } from '../../errors/index.ts'
import { holdingsOf } from '../../provenance/listHoldings.ts'
import { indicesOf, type UnitRef } from '../../provenance/unit.ts'
import type { ListedOrder } from '../listOrders.ts'
import type { OpenedOrder } from '../order.ts'
import type { BatchAtBlock } from './batchAtBlock.ts'
import { markCounter } from './marks.ts'
import { clip, common, lengthOf, type Range, without } from './ranges.ts'
import { fitOf, isForSale, packsOf } from './stockOfBatch.ts'

/** Packs of an order that are still to come. */
export interface PacksToCome {
  readonly orderId: string
  readonly packs: number
}

/** A batch at a block, and how many packs it has. */
export interface SizedBatch {
  readonly batch: BatchAtBlock
  readonly size: number
  /** Whether its packs have enough days left to count as stock. */
  readonly isFresh: boolean
}

export interface OrdersQuestion {
  /** The site. */
  readonly organisation: string
  readonly gtin: string
  readonly listed: readonly ListedOrder[]
  /** By order id. Opened: their commitments hold. */
  readonly opened: ReadonlyMap<string, OpenedOrder>
  /** With every batch of which units were shipped. */
  readonly batches: ReadonlyMap<string, SizedBatch>
}

/**
 * What is still to come of each order: all packs until it is shipped, for a supplier that never ships is one whose order the
 * site cancels; then those that could be accepted now and would be stock, for a recall, a hold or an offer that lapsed keeps the
 * others away.
 * @throws RefusedError ORDER_REFUSED where an open order is not among the opened; IntegrityError PLAN_MISMATCH
 */
export function ordersToCome({ organisation, gtin, listed, opened, batches }: OrdersQuestion): PacksToCome[] {
  const offered = packsOfUnits(batches, ({ batch, size }, unit) => {
    const { ledger, offers } = batch
    const there = offers
      .filter(
        ({ receiver, transfer, isReturn }) =>
          receiver === organisation && transfer !== 'custody' && !isReturn,
      )
      .flatMap((offer) => clip(indicesOf(offer), indicesOf(unit)))
    const fit = holdingsOf(ledger)
      .filter((holding) => holding.owner !== organisation && isForSale(holding))
      .flatMap((holding) => packsOf(holding, size))
    return without(common(fit, there), ledger.recalls)
  })
  return listed.filter(isOpen).flatMap(({ orderId, status, units }) => {
    const order = opened.get(orderId)
    if (!order) {
      throw new RefusedError(
        'ORDER_REFUSED',
        `What was ordered with ${orderId} was not shown, and it is open.`,
      )
    }
    const { document } = order
    if (document.gtin !== gtin) {
      throw new IntegrityError('PLAN_MISMATCH', `The order ${orderId} is of another product than its policy.`)
    }
    let shipped = 0
    for (const unit of units) {
      const { left, marks } = offered(unit)
      shipped += lengthOf(left) - marks.dispensed(left) - marks.quarantined(left)
    }
    const packs = status === 'shipped' ? Math.min(document.packs, shipped) : document.packs
    return packs > 0 ? [{ orderId, packs }] : []
  })
}

/** By order id, packs of its units that are the site's own and were fit to be stock; also those that it dispensed. */
export function packsArrived({
  organisation,
  listed,
  batches,
}: Pick<OrdersQuestion, 'organisation' | 'listed' | 'batches'>): Map<string, number> {
  const owned = packsOfUnits(batches, ({ batch, size }, unit) =>
    holdingsOf(batch.ledger)
      .filter(({ owner }) => owner === organisation)
      .flatMap((holding) => fitOf(batch, holding, { organisation, size }))
      .flatMap((range) => clip(range, indicesOf(unit))),
  )
  const arrived = new Map<string, number>()
  for (const { orderId, units } of listed) {
    let packs = 0
    for (const unit of units) {
      const { left, marks } = owned(unit)
      packs += lengthOf(left) - marks.quarantined(left)
    }
    arrived.set(orderId, packs)
  }
  return arrived
}

/** Of unit after unit the packs that are asked for, none of them twice, and none that are not fresh. */
function packsOfUnits(
  batches: OrdersQuestion['batches'],
  pick: (known: SizedBatch, unit: UnitRef) => readonly Range[],
) {
  const counted = new Map<string, readonly Range[]>()
  return (unit: UnitRef) => {
    const known = batches.get(unit.batchId)
    if (!known?.isFresh || known.batch.isExpired)
      return { left: [], marks: markCounter({ marks: new Map() }) }
    const before = counted.get(unit.batchId) ?? []
    const left = without(pick(known, unit), before)
    counted.set(unit.batchId, [...before, ...left])
    return { left, marks: markCounter(known.batch.ledger) }
  }
}

const OPEN: ReadonlySet<string> = new Set(['awaiting', 'placed', 'accepted', 'shipped'])

/** Whether packs of it may still come. */
export const isOpen = ({ status }: Pick<ListedOrder, 'status'>): boolean => OPEN.has(status)
