import { exposures } from './exposure.ts'
import type { ColdChainLog, Reading } from './log.ts'
import { greatestMeanKinetic } from './meanKinetic.ts'
import type { ColdChainProfile } from './profile.ts'
import { hundredthsAbove, hundredthsBelow } from './temperature.ts'

export type Verdict = 'pass' | 'fail' | 'unknown'

/** What is anchored of a log. Temperatures are whole hundredths of °C (int16). */
export interface ColdChainSummary {
  /** Unix seconds of the first reading, rounded down. */
  readonly from: number
  /** Of the last one, rounded up. */
  readonly to: number
  /** Rounded down. */
  readonly minimum: number
  /** Rounded up. */
  readonly maximum: number
  /** Greatest mean kinetic temperature of the whole and of any window of the profile, rounded up. */
  readonly meanKinetic: number
  /** Outside the untimed range of the profile, over the whole log, rounded up (uint32). */
  readonly minutesOutside: number
  /** Seconds between two readings, rounded up (uint32). */
  readonly longestGap: number
  readonly readings: number
}

/** What a contract holds of a profile. Temperatures are whole hundredths of °C (int16), the rest uint32. */
export interface ColdChainLimits {
  readonly minimum: number
  readonly maximum: number
  readonly meanKineticMaximum: number
  readonly storageMinimum: number
  readonly storageMaximum: number
  readonly minutesOutsideMaximum: number
  /** Seconds. */
  readonly longestGapMaximum: number
}

/** Differences below this come from adding doubles: seconds. */
const arithmetic = 1e-6

/** The summary of a log under a profile: a pure function of the two. */
export function summarise(log: ColdChainLog, profile: ColdChainProfile): ColdChainSummary {
  const { readings, unplaced } = log
  const { untimed, meanKinetic, gapSecondsMaximum } = profile
  const weights = exposures(readings, gapSecondsMaximum)
  const celsius = readings.map((reading) => reading.celsius)
  let minimum = unplaced?.minimum ?? Number.POSITIVE_INFINITY
  let maximum = unplaced?.maximum ?? Number.NEGATIVE_INFINITY
  let [outside, longest] = [0, 0]
  for (let index = 0; index < celsius.length; index++) {
    const value = celsius[index] as number
    minimum = Math.min(minimum, value)
    maximum = Math.max(maximum, value)
    if (value < untimed.minimum || value > untimed.maximum) outside += weights[index] as number
    longest = Math.max(longest, timeOf(readings, index) - timeOf(readings, Math.max(0, index - 1)))
  }
  const greatest = greatestMeanKinetic(
    celsius,
    weights,
    meanKinetic.activationEnergy,
    meanKinetic.windowHours * 3600,
  )
  return {
    from: Math.floor(timeOf(readings, 0) / 1000),
    to: Math.ceil(timeOf(readings, readings.length - 1) / 1000),
    minimum: hundredthsBelow(minimum),
    maximum: hundredthsAbove(maximum),
    // No mean lies above the greatest value, whatever the doubles say.
    meanKinetic: Math.min(hundredthsAbove(greatest.celsius), hundredthsAbove(maximum)),
    minutesOutside: Math.ceil((outside - arithmetic) / 60) + 0,
    longestGap: Math.ceil(longest / 1000),
    readings: readings.length,
  }
}

const timeOf = (readings: readonly Reading[], index: number): number => (readings[index] as Reading).time

/** The limits of a profile as a contract holds them. */
export function coldChainLimits(profile: ColdChainProfile): ColdChainLimits {
  const { absolute, untimed, meanKinetic, minutesOutsideMaximum, gapSecondsMaximum } = profile
  const hundredths = (celsius: number): number => Math.round(celsius * 100) + 0
  return {
    minimum: hundredths(absolute.minimum),
    maximum: hundredths(absolute.maximum),
    meanKineticMaximum: hundredths(meanKinetic.maximum),
    storageMinimum: hundredths(untimed.minimum),
    storageMaximum: hundredths(untimed.maximum),
    minutesOutsideMaximum,
    longestGapMaximum: gapSecondsMaximum,
  }
}

/** The rule that the contract repeats, on whole numbers alone. */
export function ruleVerdict(summary: ColdChainSummary, limits: ColdChainLimits): Verdict {
  const isBroken =
    summary.minimum < limits.minimum ||
    summary.maximum > limits.maximum ||
    summary.meanKinetic > limits.meanKineticMaximum ||
    summary.minutesOutside > limits.minutesOutsideMaximum
  if (isBroken) return 'fail'
  const isOutside = summary.minimum < limits.storageMinimum || summary.maximum > limits.storageMaximum
  const isIncomplete =
    summary.longestGap > limits.longestGapMaximum ||
    summary.from === summary.to ||
    summary.readings < 2 ||
    (isOutside && summary.minutesOutside === 0)
  return isIncomplete ? 'unknown' : 'pass'
}
