import { kaplanMeier, stepAt, stepBefore } from './kaplanMeier.ts'
import type { SurvivalRow } from './survivalRow.ts'

/**
 * Mean squared error of predicted shares over time, from 0 to the last of the times, with censored people made up for by inverse
 * probability of censoring (Graf, Schmoor, Sauerbrei & Schumacher 1999); trapezoids between the times. 0 is best.
 *
 * @param times ascending
 * @param shares per row, predicted share without the event at each time
 */
export function integratedBrierScore(
  rows: readonly SurvivalRow[],
  times: readonly number[],
  shares: readonly (readonly number[])[],
): number {
  const censoring = kaplanMeier(rows, 'censoring')
  const scores = times.map((time, column) => {
    const atTime = stepAt(censoring, time, 1)
    const errors = rows.map(({ years, event }, row) => {
      const share = shares[row]?.[column] as number
      if (years > time) return ((1 - share) * (1 - share)) / atTime
      return event ? (share * share) / stepBefore(censoring, years, 1) : 0
    })
    return errors.reduce((sum, error) => sum + error, 0) / rows.length
  })
  let area = 0
  for (const [column, time] of times.entries()) {
    const before = column === 0 ? 0 : (times[column - 1] as number)
    // Nobody has had the event at time 0, so the score starts from 0.
    const scoreBefore = column === 0 ? 0 : (scores[column - 1] as number)
    area += ((time - before) * ((scores[column] as number) + scoreBefore)) / 2
  }
  return area / (times.at(-1) ?? 1)
}
