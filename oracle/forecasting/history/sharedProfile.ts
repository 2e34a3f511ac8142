import { type DemandSeries, fromFirstKnown } from '../series.ts'
import { completeHistory, median } from './completeHistory.ts'
import { seasonalIndices } from './seasonalIndices.ts'

/** Seasons of history from which a product lends its season to others. */
const SEASONS_OF_A_LENDER = 3

/**
 * The season that the products of a table have in common: the median of their indices in logarithms, for the period after the
 * table first. For a new product, which cannot know its own.
 * @returns null where fewer than three products have a history of three seasons without zeros
 */
export function sharedProfile(table: readonly DemandSeries[], season: number): readonly number[] | null {
  if (season <= 1) return null
  const profiles: (readonly number[])[] = []
  for (const series of table) {
    const own = fromFirstKnown(series)
    if (own.values.length < SEASONS_OF_A_LENDER * season) continue
    const demand = completeHistory(own, season)
    if (demand.some((value) => value <= 0)) continue
    const indices = seasonalIndices(demand.map(Math.log), season)
    profiles.push(indices.map((_, step) => indices[(demand.length + step) % season] as number))
  }
  if (profiles.length < 3) return null
  return Array.from({ length: season }, (_, place) =>
    median(profiles.map((profile) => profile[place] as number)),
  )
}
