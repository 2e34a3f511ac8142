import { type RaisedAlarm, raisedAlarms } from './alarms.ts'
import { type Anomaly, anomalyReasons, type DetectorScores, findAnomalies } from './anomalies.ts'
import { type DoorOpening, doorOpenings } from './doorOpenings.ts'
import { type Excursion, findExcursions } from './excursions.ts'
import type { ColdChainLog } from './log.ts'
import { type LoggerFault, loggerFaults } from './loggerFaults.ts'
import { medianScores, medianThreshold, residualChannels } from './medianDetector.ts'
import { type ColdChainProfile, profileHash } from './profile.ts'
import { alarmReasons, doorReasons, faultReasons, issueReasons, type Reason, ruleReasons } from './reasons.ts'
import {
  type ColdChainLimits,
  type ColdChainSummary,
  coldChainLimits,
  ruleVerdict,
  summarise,
  type Verdict,
} from './summary.ts'

export interface ColdChainAssessment {
  /** The worst of the rule that the contract repeats and of every reason. */
  readonly verdict: Verdict
  /** Those that decide first, then what is only noted. */
  readonly reasons: readonly Reason[]
  readonly profileHash: string
  readonly summary: ColdChainSummary
  readonly limits: ColdChainLimits
  readonly excursions: readonly Excursion[]
  readonly alarms: readonly RaisedAlarm[]
  readonly loggerFaults: readonly LoggerFault[]
  readonly doorOpenings: readonly DoorOpening[]
  readonly anomalies: readonly Anomaly[]
}

/** Scores each reading from the residuals of its channels, as `residualChannels` gives them. */
export type Detector = (channels: readonly Float64Array[]) => DetectorScores

export const medianDetector: Detector = (channels) => ({
  detector: 'rolling median',
  scores: medianScores(channels),
  threshold: medianThreshold,
})

/** What a log says of how a product was kept, under a profile: a pure function of the three. */
export function assessLog(
  log: ColdChainLog,
  profile: ColdChainProfile,
  detectors: readonly Detector[] = [medianDetector],
): ColdChainAssessment {
  const { readings } = log
  const summary = summarise(log, profile)
  const limits = coldChainLimits(profile)
  const alarms = raisedAlarms(readings, profile)
  const faults = loggerFaults(readings, profile)
  const openings = doorOpenings(readings)
  const channels = detectors.length > 0 ? residualChannels(readings) : []
  const anomalies = findAnomalies(
    readings,
    detectors.map((detector) => detector(channels)),
  )
  const reasons = [
    ...ruleReasons(summary, limits),
    ...alarmReasons(alarms),
    ...issueReasons(log),
    ...faultReasons(faults),
    ...doorReasons(openings),
    ...anomalyReasons(anomalies),
  ].sort((one, other) => gravity.indexOf(one.effect) - gravity.indexOf(other.effect))
  return {
    verdict: worst(ruleVerdict(summary, limits), reasons),
    reasons,
    profileHash: profileHash(profile),
    summary,
    limits,
    excursions: findExcursions(readings, profile),
    alarms,
    loggerFaults: faults,
    doorOpenings: openings,
    anomalies,
  }
}

const gravity: readonly Reason['effect'][] = ['fail', 'unknown', 'noted']

function worst(byRule: Verdict, reasons: readonly Reason[]): Verdict {
  const is = (verdict: 'fail' | 'unknown') =>
    byRule === verdict || reasons.some(({ effect }) => effect === verdict)
  if (is('fail')) return 'fail'
  return is('unknown') ? 'unknown' : 'pass'
}
