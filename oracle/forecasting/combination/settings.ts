/** How methods are tried and weighted. Fixed on data before the benchmark's first origin. */
export interface CombinationSettings {
  /** Origins of the back-test: half a horizon before the end, then one, two and more horizons. */
  readonly origins: number
  /** Up to so many, as long as all products together show fewer errors than these. */
  readonly mostOrigins: number
  readonly errors: number
  /** Weights are relative errors to the power of minus this. */
  readonly power: number
  /** Origins for which the errors of all series of a kind count beside those of one. */
  readonly poolOrigins: number
}

export const combinationSettings: CombinationSettings = {
  origins: 5,
  mostOrigins: 12,
  errors: 48,
  power: 1,
  poolOrigins: 5,
}
