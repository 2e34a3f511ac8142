import type { Reading } from './log.ts'
import { rollingMedian } from './rollingMedian.ts'

export interface MedianDetectorSettings {
  /** Readings before each one whose median it is compared with. */
  readonly window: number
  /** Readings before each one over which its usual distance from the median is taken. */
  readonly scaleWindow: number
}

/** The best on temperature alone of those that `npm run bench -- cold-chain` tries, indoors and outdoors alike. */
export const medianDetectorSettings: MedianDetectorSettings = { window: 31, scaleWindow: 240 }

/** Score above which the detector trips: that of one in a thousand readings of motes 2 and 3, which saw no event. */
export const medianThreshold = 15

/** The steps in which sensors resolve; a series that never moved would have no scale of its own. */
const resolution = { celsius: 0.02, humidity: 0.1 } as const
/** Median absolute deviation of a normal distribution per standard deviation (Rousseeuw & Croux 1993). */
const deviationOfMedian = 1.4826
/** Readings before which nothing is told. */
const warmUp = 5

/**
 * How far each value lies from the median of those before it, with its sign, in units of what is usual for the readings before:
 * a robust z-score that never looks ahead.
 */
export function medianResiduals(
  values: ArrayLike<number>,
  leastScale: number,
  { window, scaleWindow }: MedianDetectorSettings,
): Float64Array {
  const medians = rollingMedian(values, window)
  const residuals = medians.map((median, index) => (index === 0 ? 0 : (values[index] as number) - median))
  const scales = rollingMedian(residuals.map(Math.abs), scaleWindow)
  return residuals.map((residual, index) =>
    index < warmUp ? 0 : residual / ((scales[index] as number) * deviationOfMedian + leastScale),
  )
}

/** The residuals of temperature and, where every reading has one, of humidity. */
export function residualChannels(
  readings: readonly Reading[],
  settings: MedianDetectorSettings = medianDetectorSettings,
): Float64Array[] {
  const temperature = medianResiduals(
    readings.map(({ celsius }) => celsius),
    resolution.celsius,
    settings,
  )
  const humidity = readings.flatMap((reading) => reading.humidity ?? [])
  return humidity.length < readings.length
    ? [temperature]
    : [temperature, medianResiduals(humidity, resolution.humidity, settings)]
}

/** Per reading the greatest absolute residual of its channels: the score of the detector. */
export function medianScores(channels: readonly Float64Array[]): Float64Array {
  const scores = new Float64Array(channels[0]?.length ?? 0)
  for (const channel of channels) {
    for (let index = 0; index < scores.length; index++) {
      scores[index] = Math.max(scores[index] as number, Math.abs(channel[index] as number))
    }
  }
  return scores
}
