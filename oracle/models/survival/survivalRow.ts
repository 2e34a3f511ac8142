/** One person of a survival data set. */
export interface SurvivalRow {
  /** Feature values in the model's order. */
  readonly values: readonly number[]
  /** To the event, or to the end of what is known. */
  readonly years: number
  /** Whether the event happened then; without it the person is censored. */
  readonly event: boolean
}

/** Ends everyone's follow-up at a time, so that later events count as not seen. */
export function endFollowUp(rows: readonly SurvivalRow[], years: number): SurvivalRow[] {
  return rows.map((row) => (row.years > years ? { ...row, years, event: false } : row))
}
