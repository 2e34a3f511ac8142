import { median } from './completeHistory.ts'
import { seasonalIndices } from './seasonalIndices.ts'

/** Periods on either side of a shift that are compared, at most and at least. */
const WINDOW = 12
const LEAST = 4

/** A shift counts from this many standard errors on, and from this share of the change within one period. */
const STANDARD_ERRORS = 8
const ABRUPT_SHARE = 0.7

/** In logarithms: 42 % up or 30 % down. */
const LEAST_CHANGE = 0.35

/** Makes the standard deviation of normal values out of their median absolute deviation. */
const NORMAL_DEVIATION = 1.4826

/**
 * The history with everything before the last sudden, lasting change of level moved to the level after it, so that a new tender, a
 * competitor's exit or a changed reimbursement does not count as noise. Medians on both sides are compared, as the change
 * has to stand out from single months.
 *
 * @param values logarithms of demand
 */
export function withoutLevelShift(values: readonly number[], season: number): readonly number[] {
  const indices = season > 1 && values.length > 2 * season ? seasonalIndices(values, season) : [0]
  const adjusted = values.map((value, time) => value - (indices[time % indices.length] as number))
  const shift = lastShift(adjusted)
  return shift === null
    ? values
    : values.map((value, time) => (time < shift.at ? value + shift.change : value))
}

function lastShift(values: readonly number[]): { readonly at: number; readonly change: number } | null {
  let found: { at: number; change: number } | null = null
  let strongest = 0
  for (let at = values.length - LEAST; at >= LEAST; at--) {
    const before = values.slice(Math.max(0, at - WINDOW), at)
    const after = values.slice(at, at + WINDOW)
    const [levelBefore, levelAfter] = [median(before), median(after)]
    const change = levelAfter - levelBefore
    const jump = (values[at] as number) - (values[at - 1] as number)
    const deviations = [
      ...before.map((value) => Math.abs(value - levelBefore)),
      ...after.map((value) => Math.abs(value - levelAfter)),
    ]
    const error = NORMAL_DEVIATION * median(deviations) * Math.sqrt(1 / before.length + 1 / after.length)
    const strength = Math.abs(change) / (error + 1e-9)
    const isShift =
      Math.abs(change) >= LEAST_CHANGE && strength >= STANDARD_ERRORS && jump / change >= ABRUPT_SHARE
    if (isShift && strength > strongest) {
      found = { at, change }
      strongest = strength
    }
    // The search ends a window before the last shift: earlier ones lie behind it.
    if (found !== null && at < found.at - WINDOW) break
  }
  return found
}
