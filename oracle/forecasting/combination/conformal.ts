/** Probabilities at which a forecast is given. */
export const levels = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975] as const

/** Errors of a back-test, actual less forecast: one row an origin, one value a step, null where nothing is known. */
export type Residuals = readonly (readonly (number | null)[])[]

/** How wide a series' forecast is, and how that grows and is shaped over all series. */
export interface Spread {
  /** Of residuals over their series' scale and their step's growth, ascending. */
  readonly pool: readonly number[]
  /** Power of the step with which errors grow, 0 to 1. */
  readonly growth: number
}

/** Residuals of other series that count as much as a series' own. */
const SCALE_PRIOR = 12

/**
 * Scale of each series: its mean absolute residual, drawn towards what its changes over a season let expect.
 * @param rough one for each series; zero for one that never changes
 * @returns zero for a series without change and without error
 */
export function scalesOf(
  residuals: readonly Residuals[],
  rough: readonly number[],
  growth: number,
): readonly number[] {
  const own = residuals.map((rows) => {
    const known = rows.flatMap((row) =>
      row.flatMap((value, step) => (value === null ? [] : [Math.abs(value) / (step + 1) ** growth])),
    )
    return { sum: known.reduce((sum, value) => sum + value, 0), count: known.length }
  })
  const ratios = own.flatMap(({ sum, count }, index) =>
    count === 0 || rough[index] === 0 ? [] : [sum / count / (rough[index] as number)],
  )
  const ratio =
    ratios.length === 0 ? 1 : (ratios.toSorted((a, b) => a - b)[Math.floor(ratios.length / 2)] as number)
  return own.map(
    ({ sum, count }, index) => (sum + SCALE_PRIOR * ratio * (rough[index] as number)) / (count + SCALE_PRIOR),
  )
}

/** The power of the step with which mean absolute residuals grow, by least squares of their logarithms. */
export function growthOf(residuals: readonly Residuals[], horizon: number): number {
  const sums = new Array<number>(horizon).fill(0)
  const counts = new Array<number>(horizon).fill(0)
  for (const rows of residuals) {
    const known = rows.flatMap((row) => row.filter((value) => value !== null)).map(Math.abs)
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length
    if (!(mean > 0)) continue
    for (const row of rows) {
      for (const [step, value] of row.entries()) {
        if (value === null) continue
        sums[step] = (sums[step] as number) + Math.abs(value) / mean
        counts[step] = (counts[step] as number) + 1
      }
    }
  }
  const points = sums.flatMap((sum, step) =>
    sum > 0 ? [[Math.log(step + 1), Math.log(sum / (counts[step] as number))] as const] : [],
  )
  if (points.length < 2) return 0.5
  const middle = points.reduce((total, [x]) => total + x, 0) / points.length
  const height = points.reduce((total, [, y]) => total + y, 0) / points.length
  const slope =
    points.reduce((total, [x, y]) => total + (x - middle) * (y - height), 0) /
    points.reduce((total, [x]) => total + (x - middle) ** 2, 0)
  return Math.min(1, Math.max(0, slope))
}

export function spreadOf(residuals: readonly Residuals[], scales: readonly number[], growth: number): Spread {
  const pool = residuals.flatMap((rows, index) =>
    rows.flatMap((row) =>
      row.flatMap((value, step) =>
        value === null || scales[index] === 0
          ? []
          : [value / ((scales[index] as number) * (step + 1) ** growth)],
      ),
    ),
  )
  return { pool: pool.sort((one, other) => one - other), growth }
}

/** What is left to assume without any residual: the quantiles of a standard normal in units of the mean absolute deviation. */
const NORMAL = [-2.456, -1.606, -0.845, 0, 0.845, 1.606, 2.456] as const

/** Residuals without which their quantiles say nothing. */
const LEAST_POOL = 20

/**
 * Quantiles at {@link levels} around a point forecast: split conformal prediction (Vovk, Gammerman & Shafer 2005; Lei et al. 2018) with the
 * normalised residuals of the back-test, the point itself as the median. The finite-sample rank (n + 1)τ is taken outwards on
 * both sides. Residuals of a back-test depend on one another, so the coverage is measured, not guaranteed.
 */
export function quantilesAround(
  point: readonly number[],
  scale: number,
  { pool, growth }: Spread,
): readonly (readonly number[])[] {
  const shape = levels.map((level, index) => {
    if (pool.length < LEAST_POOL) return NORMAL[index] as number
    if (level === 0.5) return 0
    const rank = level < 0.5 ? Math.floor((pool.length + 1) * level) : Math.ceil((pool.length + 1) * level)
    const value = pool[Math.min(pool.length, Math.max(1, rank)) - 1] as number
    return level < 0.5 ? Math.min(0, value) : Math.max(0, value)
  })
  return point.map((middle, step) => shape.map((value) => middle + value * scale * (step + 1) ** growth))
}
