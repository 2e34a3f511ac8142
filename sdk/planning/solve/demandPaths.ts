import { firstDayOf } from '../calendar.ts'
import type { SolveInput } from './input.ts'
import { normalScore, normalShare } from './normal.ts'

/** Demand from today on, if the level of demand is as high as one rank of the forecast says. */
export interface DemandPath {
  /** Chance of this rank. */
  readonly weight: number
  /** Packs expected within so many days, and their variance about that. */
  readonly mean: (days: number) => number
  readonly variance: (days: number) => number
}

/** Ranks are taken at these distances from the median, in standard deviations, each for those half as far as the next. */
const SCORES = [-2.7, -1.8, -0.9, 0, 0.9, 1.8, 2.7] as const
const HALF = 0.45

const WEIGHTS = SCORES.map((score, index) => {
  const from = index === 0 ? 0 : normalShare(score - HALF)
  return (index === SCORES.length - 1 ? 1 : normalShare(score + HALF)) - from
})

/**
 * Variance over mean of what is dispensed at a known level: patients come one by one, some for more than one pack.
 * What the quantiles spread beyond it is doubt about the level.
 */
const DISPERSION = 1.5

/** Chance of a period without demand from which demand counts as intermittent. */
const INTERMITTENT = 0.1

/** Demand within a row of the forecast, a day. */
interface Row {
  /** Days from today on which it ends. */
  readonly end: number
  /** Mean of each rank. */
  readonly means: readonly number[]
  /** From the lowest mean that a rank stands for to the highest. */
  readonly widths: readonly number[]
  readonly dispersion: number
}

/**
 * Demand over any number of days from the quantiles of periods: a mixture of over-dispersed counts (a Cox process). A rank of the
 * forecast holds for all periods, since what is wrong about the level today is wrong next month; counts about the level are
 * independent from day to day. Both together spread as far over one whole period as the forecast says. For intermittent demand
 * the quantiles tell of the counts and not of the level, so all their spread is that of counts. A rank stands for the levels around
 * it, evenly.
 *
 * Days of a period are alike. Before the first row and beyond the last the nearest row holds.
 *
 * @param horizonDays days that are asked about; more may be asked and follow from the last row
 */
export function demandPaths(
  forecast: SolveInput['forecast'],
  today: number,
  horizonDays: number,
): readonly DemandPath[] {
  const scores = forecast.levels.map((level) => normalScore(level / 1000))
  const rows: Row[] = []
  for (const [index, quantiles] of forecast.quantiles.entries()) {
    const start = firstDayOf(forecast.firstPeriod + index, forecast.frequency) - today
    const end = firstDayOf(forecast.firstPeriod + index + 1, forecast.frequency) - today
    if (end <= 0 && index < forecast.quantiles.length - 1) continue
    rows.push({ end, ...rateOf(scores, quantiles, end - start) })
    if (end >= horizonDays) break
  }
  const isSure = rows.every(({ means }) => means[0] === means[means.length - 1])
  return isSure ? [pathOf(rows, 0, 1)] : WEIGHTS.map((weight, rank) => pathOf(rows, rank, weight))
}

function rateOf(scores: readonly number[], quantiles: readonly number[], days: number): Omit<Row, 'end'> {
  const said = SCORES.map((score) => quantileAt(scores, quantiles, score))
  const mean = weighted(said)
  if (mean <= 0) return { means: said.map(() => 0), widths: said.map(() => 0), dispersion: 1 }
  const variance = weighted(said.map((value) => (value - mean) * (value - mean)))
  const without = said.reduce((sum, value, rank) => sum + (value < 0.5 ? (WEIGHTS[rank] as number) : 0), 0)
  const noise = without >= INTERMITTENT ? variance : Math.min(variance, DISPERSION * mean)
  const doubt = variance === 0 ? 0 : Math.sqrt((variance - noise) / variance)
  return {
    means: said.map((value) => (mean + doubt * (value - mean)) / days),
    widths: SCORES.map(
      (score) =>
        (doubt *
          (quantileAt(scores, quantiles, score + HALF) - quantileAt(scores, quantiles, score - HALF))) /
        days,
    ),
    dispersion: Math.max(1, noise / mean),
  }
}

/** Linear between the levels that the forecast gives, on the scale of standard deviations, and on beyond them; never negative. */
function quantileAt(scores: readonly number[], quantiles: readonly number[], score: number): number {
  let upper = 1
  while (upper < scores.length - 1 && (scores[upper] as number) < score) upper++
  const [from, to] = [scores[upper - 1] as number, scores[upper] as number]
  const low = (quantiles[upper - 1] as number) / 1000
  const high = (quantiles[upper] as number) / 1000
  const slope = to > from ? (high - low) / (to - from) : 0
  return Math.max(0, low + (score - from) * slope)
}

const weighted = (values: readonly number[]) =>
  values.reduce((sum, value, rank) => sum + value * (WEIGHTS[rank] as number), 0)

function pathOf(rows: readonly Row[], rank: number, weight: number): DemandPath {
  const last = rows[rows.length - 1]
  const add = (days: number, part: (row: Row) => number) => {
    let from = 0
    let sum = 0
    for (const row of rows) {
      if (from >= days) break
      const to = row === last ? days : Math.min(days, row.end)
      sum += (to - from) * part(row)
      from = to
    }
    return sum
  }
  const meanOf = (row: Row) => row.means[rank] as number
  const widthOf = (row: Row) => row.widths[rank] as number
  const noiseOf = (row: Row) => row.dispersion * meanOf(row)
  return {
    weight,
    mean: (days) => add(days, meanOf),
    variance: (days) => {
      const width = add(days, widthOf)
      return add(days, noiseOf) + (width * width) / 12
    },
  }
}
