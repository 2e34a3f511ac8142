/** Additive shares of the features in how far one answer lies from where the explanation starts. */
export interface Attributions {
  /** Log-odds that the attributions start from. */
  readonly baselineLogOdds: number
  /** Log-odds of the row. */
  readonly logOdds: number
  /** Share of each feature in the difference, in the model's feature order. */
  readonly contributions: readonly number[]
}
