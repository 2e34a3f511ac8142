import { type Interval, medianAround } from './intervals.ts'
import type { ScreenParameters } from './parameters.ts'

/** Intervals that are looked at together: about half a minute. */
export const windowIntervals = 32
/** A shorter rest of a run is left out. */
const fewestIntervals = 20

/**
 * What the intervals of one window are like.
 * - `regular`: they vary little, or as breathing makes them vary
 * - `interrupted`: regular but for early beats or pauses, as with ectopic beats
 * - `patterned`: short and long ones repeat, as in bigeminy
 * - `irregular`: none tells the next, with or without the early ones
 * - `unclear`: between these
 */
export type WindowRhythm = 'regular' | 'interrupted' | 'patterned' | 'irregular' | 'unclear'

export interface ScreenedWindow {
  readonly rhythm: WindowRhythm
  /** From the start of the recording. */
  readonly from: number
  readonly to: number
  readonly earlyBeats: number
  readonly pauses: number
}

/** How much intervals vary, and how much of that the two before do not tell; each a share of their mean. */
export interface Irregularity {
  readonly variation: number
  readonly unpredicted: number
  /** Intervals whose two predecessors are there. */
  readonly triples: number
}

/** Where the two before tell more than half of the variance of an interval, the rhythm has a pattern. */
const patternShare = 0.7
/** With fewer intervals left beside early beats and pauses, what remains says nothing. */
const fewestTriples = 8

/**
 * The share of the variation of intervals that a linear prediction from the two before leaves over (least squares, second
 * order). Breathing and bigeminy are predicted well, an irregularly irregular rhythm hardly at all. Only + − × ÷ √ are used.
 */
export function irregularity(seconds: readonly number[], isKept: readonly boolean[]): Irregularity {
  const kept = seconds.filter((_, index) => isKept[index])
  const mean = kept.reduce((sum, value) => sum + value, 0) / kept.length
  let [one, both, two, oneNow, twoNow, now, triples] = [0, 0, 0, 0, 0, 0, 0]
  for (let index = 2; index < seconds.length; index++) {
    if (!isKept[index] || !isKept[index - 1] || !isKept[index - 2]) continue
    const y = (seconds[index] as number) - mean
    const x1 = (seconds[index - 1] as number) - mean
    const x2 = (seconds[index - 2] as number) - mean
    one += x1 * x1
    both += x1 * x2
    two += x2 * x2
    oneNow += x1 * y
    twoNow += x2 * y
    now += y * y
    triples++
  }
  // A millisecond of jitter in each interval, so that a metronome does not divide by zero.
  one += 1e-6 * triples
  two += 1e-6 * triples
  const determinant = one * two - both * both
  const first = (oneNow * two - twoNow * both) / determinant
  const second = (twoNow * one - oneNow * both) / determinant
  const left = Math.max(0, now - first * oneNow - second * twoNow)
  return {
    variation: Math.sqrt(now / triples) / mean,
    unpredicted: Math.sqrt(left / triples) / mean,
    triples,
  }
}

/** Cuts the runs of consecutive intervals into windows and says what each is like. */
export function screenWindows(
  intervals: readonly Interval[],
  parameters: ScreenParameters,
): ScreenedWindow[] {
  return windowsOf(intervals).map((window) => screenWindow(window, parameters))
}

export function windowsOf(intervals: readonly Interval[]): Interval[][] {
  const windows: Interval[][] = []
  let window: Interval[] = []
  for (const interval of intervals) {
    if (!interval.follows || window.length === windowIntervals) {
      if (window.length >= fewestIntervals) windows.push(window)
      window = []
    }
    window.push(interval)
  }
  if (window.length >= fewestIntervals) windows.push(window)
  return windows
}

export function screenWindow(window: readonly Interval[], parameters: ScreenParameters): ScreenedWindow {
  const first = window[0] as Interval
  const last = window.at(-1) as Interval
  const { isKept, earlyBeats, pauses } = withoutOutliers(window, parameters)
  return {
    rhythm: rhythmOf(window, isKept, parameters),
    from: first.at,
    to: last.at + last.seconds,
    earlyBeats,
    pauses,
  }
}

function rhythmOf(
  window: readonly Interval[],
  isKept: readonly boolean[],
  { regularBelow, irregularFrom }: ScreenParameters,
): WindowRhythm {
  const seconds = window.map((interval) => interval.seconds)
  const all = irregularity(
    seconds,
    seconds.map(() => true),
  )
  if (all.variation < regularBelow) return 'regular'
  if (all.unpredicted <= patternShare * all.variation && all.variation >= irregularFrom) return 'patterned'
  if (all.unpredicted < regularBelow) return 'regular'
  const rest = irregularity(seconds, isKept)
  if (rest.triples >= fewestTriples && rest.unpredicted < regularBelow) return 'interrupted'
  return all.unpredicted >= irregularFrom ? 'irregular' : 'unclear'
}

/** Leaves out early beats, each with the interval after it, and pauses. */
function withoutOutliers(window: readonly Interval[], { earlyShare, lateShare }: ScreenParameters) {
  const isKept = window.map(() => true)
  let earlyBeats = 0
  let pauses = 0
  for (let index = 0; index < window.length; index++) {
    if (!isKept[index]) continue
    const { seconds } = window[index] as Interval
    const typical = medianAround(window, index)
    if (seconds < earlyShare * typical) {
      earlyBeats++
      isKept[index] = false
      if (index + 1 < window.length) isKept[index + 1] = false
    } else if (seconds > lateShare * typical) {
      pauses++
      isKept[index] = false
    }
  }
  return { isKept, earlyBeats, pauses }
}
