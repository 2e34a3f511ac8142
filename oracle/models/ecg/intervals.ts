import { median } from './median.ts'
import type { Stretch } from './qrsWaves.ts'

/** The time from one beat to the next, both in readable signal and nothing unreadable between them. */
export interface Interval {
  /** Of the earlier beat, from the start of the recording. */
  readonly at: number
  readonly seconds: number
  /** Whether the interval before it in the list ends where this one starts. */
  readonly follows: boolean
}

export interface Variability {
  /** Intervals between normal beats, and their share of all. */
  readonly normal: number
  readonly normalShare: number
  /** Milliseconds; NaN without two normal intervals (for rmssd: that follow one another). */
  readonly sdnn: number
  readonly rmssd: number
}

/** Intervals outside these are no sinus beats: 220 to 27 a minute. */
const shortestNormal = 0.27
const longestNormal = 2.2
/** A normal interval is within this share of the median of those around it (20 %: Task Force 1996 names the filter). */
const normalDifference = 0.2
const neighbours = 5

/** @param beats seconds, ascending @param unreadable in order */
export function readableIntervals(beats: readonly number[], unreadable: readonly Stretch[]): Interval[] {
  const intervals: Interval[] = []
  let next = 0
  let follows = false
  for (let beat = 0; beat + 1 < beats.length; beat++) {
    const at = beats[beat] as number
    const end = beats[beat + 1] as number
    while (next < unreadable.length && (unreadable[next] as Stretch).to <= at) next++
    const isRead = next >= unreadable.length || (unreadable[next] as Stretch).from >= end
    if (isRead) intervals.push({ at, seconds: end - at, follows })
    follows = isRead
  }
  return intervals
}

/** The median of an interval and up to five on either side. */
export function medianAround(intervals: readonly Interval[], index: number): number {
  const around = intervals.slice(Math.max(0, index - neighbours), index + neighbours + 1)
  return median(around.map(({ seconds }) => seconds))
}

/**
 * SDNN and RMSSD of the intervals between normal beats (Task Force of the ESC and NASPE, Circulation 1996;93:1043). An
 * interval is normal where it is 0.27 to 2.2 s long and within 20 % of the median of the eleven around it.
 */
export function variability(intervals: readonly Interval[]): Variability {
  const isNormal = intervals.map((interval, index) => {
    const typical = medianAround(intervals, index)
    return (
      interval.seconds >= shortestNormal &&
      interval.seconds <= longestNormal &&
      Math.abs(interval.seconds - typical) <= normalDifference * typical
    )
  })
  const normal = intervals.filter((_, index) => isNormal[index])
  const mean = normal.reduce((sum, { seconds }) => sum + seconds, 0) / normal.length
  const squares = normal.reduce((sum, { seconds }) => sum + (seconds - mean) * (seconds - mean), 0)
  let pairs = 0
  let differences = 0
  for (let index = 1; index < intervals.length; index++) {
    const { seconds, follows } = intervals[index] as Interval
    if (!follows || !isNormal[index] || !isNormal[index - 1]) continue
    const difference = seconds - (intervals[index - 1] as Interval).seconds
    differences += difference * difference
    pairs++
  }
  return {
    normal: normal.length,
    normalShare: intervals.length === 0 ? 0 : normal.length / intervals.length,
    sdnn: normal.length < 2 ? Number.NaN : 1000 * Math.sqrt(squares / (normal.length - 1)),
    rmssd: pairs === 0 ? Number.NaN : 1000 * Math.sqrt(differences / pairs),
  }
}
