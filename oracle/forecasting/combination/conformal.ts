import { median } from '../history/completeHistory.ts'

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

/** How far a series' forecasts are off, in the unit of its values; zero for a series without change and without error. */
export interface Scale {
  /** From all origins, for what is to come. */
  readonly whole: number
  /** For each origin, from those origins alone that share no period with it. */
  readonly apart: readonly number[]
}

/** Origins of a back-test. */
export interface Origins {
  /** How many periods before the end each lies, in the order of the residuals. */
  readonly before: readonly number[]
  /** Periods that each looks ahead. */
  readonly horizon: number
}

/** Residuals of other series that count as much as a series' own. */
const SCALE_PRIOR = 24

/** Mean absolute residual of noise around a level, over its mean absolute change: what one more series would tell of all. */
const NOISE_RATIO = 0.75

/** Times the middle residual, or the mean change, that one residual counts for at most in a scale. */
const MOST_IN_SCALE = 4

/**
 * Scale of each series: its mean absolute residual, drawn towards what its changes over a season let expect. A residual is to be
 * measured by a scale that it had no part in, as one to come will be: errors of one time go together, and would else seem smaller
 * than they are (cross-conformal prediction: Vovk 2015, Annals of Mathematics and Artificial Intelligence 74:9). A residual far out of
 * line is for the pool to tell of, not for the scale, on which it would widen every quantile.
 *
 * @param rough one for each series; zero for one that never changes
 */
export function scalesOf(
  residuals: readonly Residuals[],
  rough: readonly number[],
  growth: number,
  { before, horizon }: Origins,
): readonly Scale[] {
  const own = residuals.map((rows, index) => {
    const sizes = rows.map((row) => sizesOf(row, growth))
    const all = sizes.flat()
    const most = all.length === 0 ? 0 : MOST_IN_SCALE * Math.max(median(all), rough[index] as number)
    return sizes.map((known) => ({
      sum: known.reduce((sum, value) => sum + Math.min(most, value), 0),
      count: known.length,
    }))
  })
  const ratios = own.flatMap((sizes, index) => {
    const { sum, count } = total(sizes)
    return count === 0 || rough[index] === 0 ? [] : [sum / count / (rough[index] as number)]
  })
  const ratio = median([...ratios, NOISE_RATIO])
  const isApart = (one: number, other: number) =>
    Math.abs((before[one] as number) - (before[other] as number)) >= horizon
  return own.map((sizes, index) => {
    const scaleOf = (counted: readonly Size[]) => {
      const { sum, count } = total(counted)
      return (sum + SCALE_PRIOR * ratio * (rough[index] as number)) / (count + SCALE_PRIOR)
    }
    return {
      whole: scaleOf(sizes),
      apart: sizes.map((_, origin) => scaleOf(sizes.filter((_, other) => isApart(origin, other)))),
    }
  })
}

interface Size {
  readonly sum: number
  readonly count: number
}

/** Absolute residuals of one origin over the growth of their steps. */
const sizesOf = (row: readonly (number | null)[], growth: number): readonly number[] =>
  row.flatMap((value, step) => (value === null ? [] : [Math.abs(value) / (step + 1) ** growth]))

const total = (sizes: readonly Size[]): Size => ({
  sum: sizes.reduce((all, { sum }) => all + sum, 0),
  count: sizes.reduce((all, { count }) => all + count, 0),
})

/** What is assumed of the growth before any residual, and how many residuals count as much as that. */
const GROWTH = 0.25
const GROWTH_PRIOR = 100

/** The power of the step with which mean absolute residuals grow, by least squares of their logarithms; few residuals tell little of it. */
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
  if (points.length < 2) return GROWTH
  const middle = points.reduce((total, [x]) => total + x, 0) / points.length
  const height = points.reduce((total, [, y]) => total + y, 0) / points.length
  const slope =
    points.reduce((total, [x, y]) => total + (x - middle) * (y - height), 0) /
    points.reduce((total, [x]) => total + (x - middle) ** 2, 0)
  const known = counts.reduce((sum, count) => sum + count, 0)
  return (known * Math.min(1, Math.max(0, slope)) + GROWTH_PRIOR * GROWTH) / (known + GROWTH_PRIOR)
}

export function spreadOf(residuals: readonly Residuals[], scales: readonly Scale[], growth: number): Spread {
  const pool = residuals.flatMap((rows, index) =>
    rows.flatMap((row, origin) => {
      const scale = scales[index]?.apart[origin] as number
      return row.flatMap((value, step) =>
        value === null || scale === 0 ? [] : [value / (scale * (step + 1) ** growth)],
      )
    }),
  )
  return { pool: pool.sort((one, other) => one - other), growth }
}

/** What is assumed before any residual: the quantiles of Student's t with ten degrees of freedom, in units of a normal's mean absolute deviation. */
const STUDENT = [-2.793, -1.72, -0.877, 0, 0.877, 1.72, 2.793] as const

/** Residuals that count as much as that assumption. */
const SHAPE_PRIOR = 40

/**
 * Quantiles at {@link levels} around a point forecast: split conformal prediction (Vovk, Gammerman & Shafer 2005; Lei et al. 2018) with the
 * normalised residuals of the back-test, the point itself as the median. The finite-sample rank (n + 1)τ is taken outwards on
 * both sides, and a small pool is drawn towards Student's t, since two or three residuals tell little of a tail. Residuals of a back-test depend on one another, so the coverage is measured, not guaranteed.
 */
export function quantilesAround(
  point: readonly number[],
  scale: number,
  { pool, growth }: Spread,
): readonly (readonly number[])[] {
  const shape = levels.map((level, index) => {
    if (level === 0.5 || pool.length === 0) return STUDENT[index] as number
    const rank = level < 0.5 ? Math.floor((pool.length + 1) * level) : Math.ceil((pool.length + 1) * level)
    const value = pool[Math.min(pool.length, Math.max(1, rank)) - 1] as number
    const outwards = level < 0.5 ? Math.min(0, value) : Math.max(0, value)
    return (pool.length * outwards + SHAPE_PRIOR * (STUDENT[index] as number)) / (pool.length + SHAPE_PRIOR)
  })
  return point.map((middle, step) => shape.map((value) => middle + value * scale * (step + 1) ** growth))
}
