import type { Policy } from '../simulate.ts'
import { type Product, REVIEW_DAYS } from '../world.ts'

/** Weeks of demand that mean and standard deviation are taken from: the best of 8, 13, 26 and 52 in trial runs. */
const WEEKS = 52

/**
 * Up to a level at each review, as textbooks set it for goods that do not age: mean demand of lead time and review period and so many
 * standard deviations, of demand and of lead time (Silver, Pyke & Thomas 2017, Inventory and Production Management in Supply
 * Chains, 4th ed., sections 6.9 and 6.10), from the weeks that are over.
 *
 * @param score standard deviations of safety stock: 1.645 for a cycle service level of 95 %
 */
export function baseStock({ leadTime }: Product, score: number): Policy {
  const total = leadTime.reduce((sum, { weight }) => sum + weight, 0)
  const lead = leadTime.reduce((sum, { days, weight }) => sum + days * weight, 0) / total
  const leadVariance =
    leadTime.reduce((sum, { days, weight }) => sum + (days - lead) ** 2 * weight, 0) / total
  return ({ lots, onOrder, demand }) => {
    const mean = demand.last(7 * WEEKS) / WEEKS
    let squares = 0
    for (let week = 0; week < WEEKS; week++) squares += (demand.last(7, 7 * week) - mean) ** 2
    const variance = squares / (WEEKS - 1)
    const days = lead + REVIEW_DAYS
    const deviation = Math.sqrt((variance / 7) * days + (mean / 7) ** 2 * leadVariance)
    const level = Math.ceil((mean / 7) * days + score * deviation)
    const position =
      lots.reduce((sum, { packs }) => sum + packs, 0) + onOrder.reduce((sum, packs) => sum + packs, 0)
    return Math.max(0, level - position)
  }
}
