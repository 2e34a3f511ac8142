/** Two-sided 95 % quantile of the standard normal distribution. */
const z = 1.959964

/**
 * Wilson score interval of an observed share (E. B. Wilson, JASA 22, 1927), at 95 %.
 * @param share observed share, 0 to 1
 * @param count number of observations, at least 1
 */
export function wilsonInterval(share: number, count: number): readonly [low: number, high: number] {
  const denominator = 1 + (z * z) / count
  const centre = (share + (z * z) / (2 * count)) / denominator
  const half = (z / denominator) * Math.sqrt((share * (1 - share)) / count + (z * z) / (4 * count * count))
  return [Math.max(0, centre - half), Math.min(1, centre + half)]
}
