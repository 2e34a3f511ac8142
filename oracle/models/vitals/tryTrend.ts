import { toFourDecimals } from '../fixedPoint.ts'
import { calibrationBins, type Interval, mean, measure } from '../metrics.ts'
import type { Progress } from '../recipe.ts'
import { chart, trendRule, vitalsDefinition } from './definition.ts'
import { vitalsSettings } from './settings.ts'
import { type SyntheticPatient, syntheticPatients } from './synthetic.ts'
import type { TrendRule } from './trend.ts'
import {
  falseAlarmShare,
  fitCalibration,
  forecasts,
  leadHours,
  matchedThreshold,
  meanInterval,
  recalibrate,
  scoreAlarm,
  trendAlarm,
  watch,
} from './trendTrial.ts'
import type { VitalsCard } from './vitalsCard.ts'

const { trial } = vitalsDefinition
const uncalibrated: TrendRule = {
  ...trendRule,
  calibration: [
    [0, 0],
    [1, 1],
  ],
}

/** Fits the calibration on one set of synthetic patients, and finds the probability to warn from on the same. */
export function fitTrend(onProgress: Progress = () => {}): FittedTrend {
  const watched = watchPatients(trial.tuningSeed, 'fit', onProgress)
  const calibration = fitCalibration(forecasts(watched, uncalibrated)).map(
    ([raw, calibrated]): [number, number] => [Math.round(raw * 1e6) / 1e6, toFourDecimals(calibrated)],
  )
  const rule = { ...trendRule, calibration }
  const alarmFrom = matchedThreshold(recalibrate(watched, rule), rule, scoreAlarm(trial.comparedScore))
  return { rule, alarmFrom }
}

export interface FittedTrend {
  readonly rule: TrendRule
  readonly alarmFrom: number
}

export type TrendFigures = Pick<VitalsCard, 'trial' | 'calibration'>

/**
 * Tries a fitted trend on another set: how well calibrated, and how much sooner than the score alone it calls the ill, where
 * both call as many of the well ill on the set that it was fitted on.
 */
export function tryTrend({ rule, alarmFrom }: FittedTrend, onProgress: Progress = () => {}): TrendFigures {
  const byScore = scoreAlarm(trial.comparedScore)
  const byTrend = trendAlarm(rule, alarmFrom)
  const watched = recalibrate(watchPatients(trial.trialSeed, 'trial', onProgress), rule)
  const scored = forecasts(watched, rule)
  const ill = watched.filter(({ eventTime }) => eventTime !== null)
  const leads = ill.map((patient) => ({
    score: leadHours(patient, byScore),
    trend: leadHours(patient, byTrend),
  }))
  const figure = (values: readonly number[]) => ({
    value: toFourDecimals(mean(values)),
    interval95: rounded(meanInterval(values, trial.intervalSeed)),
  })
  const { auc, brier, ece } = measure(scored)
  const earlier = figure(leads.map(({ score, trend }) => (trend > score ? 1 : 0)))
  return {
    trial: {
      text: `${trial.patients} synthetic patients (seed ${trial.trialSeed}) over 24 hours: stable, slowly deteriorating, sepsis-like, artefact-ridden and recovering, a fifth each. The event is the first time that the vital signs without noise score ${rule.threshold}. Score and forecast are looked at every half hour. The forecast warns from a probability of ${alarmFrom}, at which it called as many of the well ill as a score of ${trial.comparedScore} does on ${trial.patients} other synthetic patients (seed ${trial.tuningSeed}), on which it was also calibrated. 95 % percentile bootstrap over patients, 1000 resamples.`,
      patients: watched.length,
      events: ill.length,
      forecasts: scored.length,
      auc: toFourDecimals(auc),
      brier: toFourDecimals(brier),
      ece: toFourDecimals(ece),
      alarmFrom,
      falseAlarms: {
        score: toFourDecimals(falseAlarmShare(watched, byScore)),
        trend: toFourDecimals(falseAlarmShare(watched, byTrend)),
      },
      leadHours: {
        score: figure(leads.map(({ score }) => score)),
        trend: figure(leads.map((lead) => lead.trend)),
        gained: figure(leads.map((lead) => lead.trend - lead.score)),
      },
      earlier: { share: earlier.value, interval95: earlier.interval95 },
    },
    calibration: calibrationBins(scored).map((bin) => ({
      ...bin,
      meanPredicted: toFourDecimals(bin.meanPredicted),
      observed: toFourDecimals(bin.observed),
    })),
  }
}

const watchPatients = (seed: number, stage: string, onProgress: Progress) =>
  watch(patientsOf(seed), chart, vitalsSettings, uncalibrated, (done, total) =>
    onProgress(stage, done, total),
  )

const patientsOf = (seed: number): SyntheticPatient[] =>
  syntheticPatients(chart, trendRule.threshold, trial.patients, seed)

const rounded = ([low, high]: Interval): [number, number] => [toFourDecimals(low), toFourDecimals(high)]
