import type { Figures } from './figures.ts'
import { type Estimate, estimate, reduction } from './statistics.ts'

/** One of the figures, as a function of another along a policy's settings. */
type Along = (figures: Figures) => number

const missing: Along = ({ fillRate }) => 1 - fillRate
const expired: Along = ({ expiredShare }) => expiredShare
const shortage: Along = ({ shortageDays }) => shortageDays

/** Two policies in the same runs, where they do as well in one respect. */
export interface Comparison {
  /** The other policy's setting. */
  readonly dial: number
  /** What both have in common: fill rate or expired share. */
  readonly equal: Estimate
  readonly ours: Estimate
  readonly other: Estimate
  /** Share by which ours is less. */
  readonly reduction: Estimate
  /** Runs in which ours was never as good, and which are not counted. */
  readonly unreached: number
}

/** Expired share at the other policy's fill rate. */
export const atEqualFillRate = (runs: readonly Pair[], dial: number): Comparison =>
  compare(runs, dial, missing, expired, ({ fillRate }) => fillRate)

/** Expired share at the other policy's mean fill rate of products. */
export const atEqualFillRateOfProducts = (runs: readonly Pair[], dial: number): Comparison =>
  compare(
    runs,
    dial,
    ({ fillRateOfProducts }) => 1 - fillRateOfProducts,
    expired,
    ({ fillRateOfProducts }) => fillRateOfProducts,
  )

/** Shortage days at the other policy's expired share. */
export const atEqualWaste = (runs: readonly Pair[], dial: number): Comparison =>
  compare(runs, dial, expired, shortage, expired)

/** A run: the frontier of ours, and the other policy at the setting. */
export interface Pair {
  readonly ours: readonly Figures[]
  readonly other: Figures
}

function compare(runs: readonly Pair[], dial: number, equal: Along, better: Along, shown: Along): Comparison {
  const pairs = runs.flatMap(({ ours, other }) => {
    const value = valueAt(
      ours.map((figures) => [equal(figures), better(figures)] as const),
      equal(other),
    )
    return value === null ? [] : [{ ours: value, other: better(other), shown: shown(other) }]
  })
  return {
    dial,
    equal: estimate(pairs.map((pair) => pair.shown)),
    ours: estimate(pairs.map((pair) => pair.ours)),
    other: estimate(pairs.map((pair) => pair.other)),
    reduction: reduction(pairs.map((pair) => [pair.ours, pair.other])),
    unreached: runs.length - pairs.length,
  }
}

/** What is added before a logarithm is taken, so that a run without waste has one. */
const LEAST = 1e-5

/**
 * The value of a falling curve at a place, between its points along straight lines of the logarithms. Left of the curve there
 * is none; right of it the last value holds, which is no less than what it would be there.
 *
 * @param points in any order
 */
export function valueAt(points: readonly (readonly [x: number, y: number])[], x: number): number | null {
  const sorted = points.toSorted(([one], [other]) => one - other)
  const next = sorted.findIndex(([at]) => at >= x)
  if (next === 0 && (sorted[0] as readonly [number, number])[0] > x) return null
  if (next === -1) return (sorted.at(-1) as readonly [number, number])[1]
  const [highX, highY] = sorted[next] as readonly [number, number]
  if (next === 0) return highY
  const [lowX, lowY] = sorted[next - 1] as readonly [number, number]
  const log = (value: number) => Math.log(value + LEAST)
  const share = (log(x) - log(lowX)) / (log(highX) - log(lowX))
  return Math.exp(log(lowY) + share * (log(highY) - log(lowY))) - LEAST
}
