/** From here on neighbouring doubles lie further apart than 0.0001, and the product below would at last be infinite. */
const withoutFifthDecimal = 2 ** 53 / 1e4

/** Fixed point with 4 decimals, as everything signed has. */
export function toFourDecimals(value: number): number {
  if (Math.abs(value) >= withoutFifthDecimal) return value
  // Adding zero turns −0 into 0, which canonical JSON would print alike but tests and readers would not see alike.
  return Math.round(value * 1e4) / 1e4 + 0
}
