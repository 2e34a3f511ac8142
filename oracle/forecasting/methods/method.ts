/** What every method of one series is given: a history without gaps, oldest first. */
export interface History {
  readonly values: readonly number[]
  /** Periods in a season, 1 for none. */
  readonly season: number
}

/** A way to forecast one series from its own past. */
export interface Method {
  readonly name: string
  /** Periods of history without which the method has no answer. */
  minimumHistory(season: number): number
  /** @returns `horizon` values, one a period from the one after the last */
  forecast(history: History, horizon: number): readonly number[]
}
