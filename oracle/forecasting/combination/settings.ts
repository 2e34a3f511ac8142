/** How methods are tried and weighted. Fixed on data before the benchmark's first origin. */
export interface CombinationSettings {
  /** Origins of the back-test at most, half a horizon apart, the last half a horizon before the end. */
  readonly origins: number
  /** Weights are relative errors to the power of minus this. */
  readonly power: number
  /** Origins for which the errors of all series of a kind count beside those of one. */
  readonly poolOrigins: number
}

export const combinationSettings: CombinationSettings = { origins: 4, power: 1, poolOrigins: 5 }
