import type { Reading } from './log.ts'
import type { Reason } from './reasons.ts'
import { runsOf } from './runs.ts'

/** A detector's score for each reading, and from where on it trips. */
export interface DetectorScores {
  /** Such as 'rolling median'. */
  readonly detector: string
  readonly scores: Float64Array
  readonly threshold: number
}

/** Consecutive readings at which at least one detector tripped. */
export interface Anomaly {
  /** ms since 1970. */
  readonly from: number
  readonly to: number
  readonly detectors: readonly string[]
}

/** Where any detector trips. A flag for a person to look at: the rule alone decides the verdict. */
export function findAnomalies(readings: readonly Reading[], detectors: readonly DetectorScores[]): Anomaly[] {
  const trips = (detector: DetectorScores, index: number) =>
    (detector.scores[index] ?? 0) > detector.threshold
  const isAnomalous = (index: number) => detectors.some((detector) => trips(detector, index))
  return runsOf(readings.length, (index) => (isAnomalous(index) ? 'anomalous' : null)).map(
    ({ first, last }) => ({
      from: (readings[first] as Reading).time,
      to: (readings[last] as Reading).time,
      detectors: detectors
        .filter((detector) => {
          for (let index = first; index <= last; index++) if (trips(detector, index)) return true
          return false
        })
        .map(({ detector }) => detector),
    }),
  )
}

export function anomalyReasons(anomalies: readonly Anomaly[]): Reason[] {
  const [first] = anomalies
  if (!first) return []
  const detectors = [...new Set(anomalies.flatMap((anomaly) => anomaly.detectors))].join(' and ')
  return [
    {
      code: 'ANOMALY',
      effect: 'noted',
      message: `${anomalies.length === 1 ? 'Once' : `${anomalies.length} times`}, first at ${new Date(first.from).toISOString()}: unlike the readings before, says the ${detectors}. A person should look.`,
    },
  ]
}
