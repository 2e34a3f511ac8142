import type { Policy } from '../simulate.ts'
import { FIRST_DAY } from '../world.ts'

/** Days of demand from which minimum and maximum are set, and days after which they are set anew: a quarter. */
const QUARTER = 91

/**
 * Minimum and maximum as pharmacies keep them: so many days of average use, set anew each quarter from the use of the last one; at or
 * below the minimum, order up to the maximum (Management Sciences for Health 2012, MDS-3: Managing Access to Medicines and
 * Health Technologies, ch. 23, average monthly consumption with minimum and maximum stock levels).
 *
 * @param minimumDays cover of the minimum
 * @param orderDays cover from the minimum to the maximum
 */
export function minMax(minimumDays: number, orderDays: number): Policy {
  let quarter = -1
  let minimum = 0
  let maximum = 0
  return ({ today, lots, onOrder, demand }) => {
    const now = Math.floor((today - FIRST_DAY) / QUARTER)
    if (now !== quarter) {
      quarter = now
      const aDay = demand.last(QUARTER) / QUARTER
      minimum = Math.ceil(aDay * minimumDays)
      maximum = Math.max(minimum + 1, Math.ceil(aDay * (minimumDays + orderDays)))
    }
    const position =
      lots.reduce((sum, { packs }) => sum + packs, 0) + onOrder.reduce((sum, packs) => sum + packs, 0)
    return position <= minimum ? maximum - position : 0
  }
}
