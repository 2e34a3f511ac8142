import { median } from './completeHistory.ts'
import { seasonalIndices } from './seasonalIndices.ts'

/** Periods on either side that tell the level; at the ends, as many again on the other side. */
const WINDOW = 3

/** Standard deviations from which a period stands out, and to which it is drawn in (Huber's k = 2). */
const STANDS_OUT = 5
const DRAWN_TO = 2

/** History without which nobody can tell what stands out. */
const LEAST_HISTORY = 8

/** Makes the standard deviation of normal values out of their median absolute deviation. */
const NORMAL_DEVIATION = 1.4826

/**
 * The history with single periods that stand out far from both neighbours drawn in, as methods that smooth would carry a closed week, a
 * double booking or the week of a changeover on into all that is to come (Gelper, Fried & Croux 2010, Journal of Forecasting
 * 29:285). Two periods in a row may be a new level, and stay; the last one alone is no evidence of one.
 *
 * @param noise least standard deviation that is to be expected of a period
 */
export function withoutIsolatedPeriods(
  values: readonly number[],
  season: number,
  noise: number,
): readonly number[] {
  if (values.length < LEAST_HISTORY) return values
  const indices = season > 1 && values.length > 2 * season ? seasonalIndices(values, season) : [0]
  const adjusted = values.map((value, time) => value - (indices[time % indices.length] as number))
  const deviations = adjusted.map((value, time) => value - levelAround(adjusted, time))
  const deviation = Math.max(noise, NORMAL_DEVIATION * median(deviations.map(Math.abs)))
  const drawnIn = values.map((value, time) => {
    const own = deviations[time] as number
    const limit = STANDS_OUT * deviation
    const isJoined = [time - 1, time + 1].some((near) => (deviations[near] ?? 0) * Math.sign(own) > limit / 2)
    return Math.abs(own) <= limit || isJoined ? value : value - own + Math.sign(own) * DRAWN_TO * deviation
  })
  return drawnIn.every((value, time) => value === values[time]) ? values : drawnIn
}

/** Median of the nearest periods without the period itself. */
function levelAround(values: readonly number[], time: number): number {
  const start = Math.min(Math.max(0, time - WINDOW), values.length - 2 * WINDOW - 1)
  const near = values.slice(start, start + 2 * WINDOW + 1)
  return median(near.toSpliced(time - start, 1))
}
