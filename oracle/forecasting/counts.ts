import { levels } from './combination/conformal.ts'
import type { DemandSeries } from './series.ts'

/** Quantiles of a standard normal at {@link levels}. */
const NORMAL = [-1.96, -1.282, -0.674, 0, 0.674, 1.282, 1.96] as const

const MEDIAN = levels.indexOf(0.5)

/** Times the greatest demand ever seen that a quantile may say. */
const MOST_TIMES = 10

/** Whether demand is counted: whole numbers throughout. */
export const isCounted = ({ values }: DemandSeries): boolean =>
  values.every((value) => value === null || Number.isInteger(value))

/** The most that can be said of a series: without it, logarithms of an erratic one would reach any number. */
export const greatestOf = ({ values }: DemandSeries): number =>
  MOST_TIMES * values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0)

/**
 * Quantiles of counts: at least as wide as Poisson's, whose standard deviation is the root of the mean. Packs that people ask for
 * independently vary as much, however alike the few periods of a history were.
 */
export function atLeastPoisson(row: readonly number[]): readonly number[] {
  const middle = row[MEDIAN] as number
  return row.map((value, index) => {
    const bound = Math.max(0, middle + (NORMAL[index] as number) * Math.sqrt(middle))
    return index < MEDIAN ? Math.min(value, bound) : Math.max(value, bound)
  })
}
