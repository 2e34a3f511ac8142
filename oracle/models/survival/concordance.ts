import type { SurvivalRow } from './survivalRow.ts'

/**
 * Harrell's C-index: of the pairs of people of whom one is known to have had the event first, the share whose order the risk
 * tells; ties of risk count one half (Harrell 1996). NaN where there is no such pair.
 *
 * @param risks greater for sooner events, one per row
 */
export function concordance(rows: readonly SurvivalRow[], risks: readonly number[]): number {
  let pairs = 0
  let right = 0
  for (const [one, first] of rows.entries()) {
    if (!first.event) continue
    const risk = risks[one] as number
    for (const [other, second] of rows.entries()) {
      // Of two with the same time the one who is censored outlived the other.
      const isLater = second.years > first.years || (second.years === first.years && !second.event)
      if (!isLater) continue
      pairs++
      const difference = risk - (risks[other] as number)
      right += difference > 0 ? 1 : difference === 0 ? 0.5 : 0
    }
  }
  return right / pairs
}
