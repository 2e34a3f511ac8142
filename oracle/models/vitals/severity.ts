import type { ScoreOutcome } from '../../../sdk/inference/clinicalReport.ts'

/** A forecast at or above this is worth an alert: see `alarmFrom` on the card for how it was found. */
export const trendAlarmFrom = 0.29

/**
 * How loud an alert to make of a score: 2 critical (7 or more: emergency response), 1 medium (5 or 6, one parameter that
 * alone scores 3, or a forecast of 7), 0 low.
 */
export function severityOf({ band, trend }: ScoreOutcome): 0 | 1 | 2 {
  if (band === 'high') return 2
  if (band !== 'low') return 1
  return trend.probability !== null && trend.probability >= trendAlarmFrom ? 1 : 0
}
