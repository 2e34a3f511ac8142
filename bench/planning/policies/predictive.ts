import { periodOf } from '../../../sdk/planning/calendar.ts'
import type { SolveDocument, SolveInput } from '../../../sdk/planning/solve/input.ts'
import { orderQuantity } from '../../../sdk/planning/solve/orderQuantity.ts'
import type { Policy } from '../simulate.ts'
import { type Product, REVIEW_DAYS } from '../world.ts'

export type Forecasts = ReadonlyMap<number, SolveInput['forecast']>

/** A fifth of the price a year. */
export const HOLDING_A_YEAR = 0.2

/**
 * What the committee orders: {@link orderQuantity} on the forecast of the month.
 *
 * @param forecasts of each month, made on its first day
 * @param shortage cost of a missing pack, in prices of a pack
 */
export function predictive(product: Product, forecasts: Forecasts, shortage: number): Policy {
  const { price, shelfLifeDays, leadTime } = product
  const document: SolveDocument = {
    rule: { kind: 'periodic' },
    periodHours: 24 * REVIEW_DAYS,
    serviceLevel: 950,
    leadTime,
    shelfLifeDays,
    minimumRemainingDays: 0,
    costs: {
      holding: Math.round((price * HOLDING_A_YEAR) / 365),
      waste: price,
      shortage: Math.round(price * shortage),
    },
    minimumOrder: 1,
    orderMultiple: 1,
    capacity: 1_000_000,
  }
  return ({ today, lots, onOrder }) => {
    const forecast = forecasts.get(periodOf(today, 'monthly'))
    if (forecast === undefined) throw new Error('There is no forecast of this month.')
    return orderQuantity({ today, document, lots, onOrder, forecast }).packs
  }
}
