import type { DemandForecast } from './demandForecast.ts'
import { orderShare, packsWithin } from './order.ts'
import type { PolicyDocument } from './policy.ts'
import type { StockPosition } from './position.ts'
import type { SolveResult } from './solve/input.ts'
import { orderQuantity } from './solve/orderQuantity.ts'

export interface OrderQuestion {
  readonly document: PolicyDocument
  readonly position: StockPosition
  readonly forecast: DemandForecast
  /** Hundredths of the cap ordered within the window: the chain's. */
  readonly ordered: number
}

/** What is to be ordered, and the figures that it follows from. */
export interface DecidedOrder extends SolveResult {
  /** What the demand calls for, before the capacity and the cap. */
  readonly wanted: number
  /** Of the packs; 0 where nothing is ordered. */
  readonly share: number
}

/**
 * What to order: the solver's quantity, reduced in whole multiples to what the capacity and the cap leave, or nothing where that is
 * less than the smallest order. A pure function in whole numbers and the doubles' + - * /, so that every honest node decides the same.
 */
export function decideOrder({ document, position, forecast, ordered }: OrderQuestion): DecidedOrder {
  const { lots, onOrder, onTheWay, day } = position
  const coming = [...onOrder.map(({ packs }) => packs), onTheWay].filter((packs) => packs > 0)
  const solved = orderQuantity({
    today: day,
    document,
    lots: lots.map(({ expiryDay, packs }) => ({ expiryDay, packs })),
    onOrder: coming,
    forecast,
  })
  const there = [...lots.map(({ packs }) => packs), ...coming].reduce((sum, packs) => sum + packs, 0)
  const left = Math.min(document.capacity - there, packsWithin(100 - ordered, document.cap))
  const packs = inMultiples(document, Math.min(solved.packs, left))
  const isOrder = packs > 0 && packs >= document.minimumOrder
  const wanted = solved.packs
  if (!isOrder) return { ...solved, packs: 0, wanted, share: 0 }
  return { ...solved, packs, wanted, share: orderShare(packs, document.cap) }
}

/** Rounded down. Under (s,Q) nothing but multiples of its quantity is ordered. */
function inMultiples({ rule, orderMultiple }: PolicyDocument, packs: number): number {
  const multiple = rule.kind === 'continuous' ? rule.quantity : orderMultiple
  return Math.max(0, Math.floor(packs / multiple) * multiple)
}
