/** A mean with the half-width of its 95 % confidence interval. */
export interface Estimate {
  readonly mean: number
  readonly halfWidth: number
}

/** Two-sided 95 % of the normal distribution: runs are many. */
const SCORE = 1.96

export function estimate(values: readonly number[]): Estimate {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, halfWidth: SCORE * Math.sqrt(squares / (values.length - 1) / values.length) }
}

/**
 * By how much less the one is than the other, as a share, from pairs of the same runs: the ratio of the sums, with the interval of
 * the ratio estimator (Cochran 1977, Sampling Techniques, 3rd ed., section 2.11).
 */
export function reduction(pairs: readonly (readonly [less: number, more: number])[]): Estimate {
  const less = pairs.reduce((sum, [value]) => sum + value, 0)
  const more = pairs.reduce((sum, [, value]) => sum + value, 0)
  const ratio = less / more
  const squares = pairs.reduce((sum, [one, other]) => sum + (one - ratio * other) ** 2, 0)
  const count = pairs.length
  return {
    mean: 1 - ratio,
    halfWidth: (SCORE * Math.sqrt(squares / (count - 1) / count)) / (more / count),
  }
}
