/** Limits on a table that a user gives: it is read and forecast as a whole, in memory. */
export const demandLimits = {
  maximumBytes: 64 * 1024 * 1024,
  /** 54 years of days. */
  maximumRows: 20_000,
  maximumProducts: 5_000,
  /** Above it sums of demand would lose whole units. */
  maximumDemand: 1e12,
} as const
