import type {
  AnsweredOutcome,
  RhythmOutcome,
  ScoreOutcome,
  SurvivalOutcome,
} from '../../sdk/inference/clinicalReport.ts'
import {
  requireList,
  requireNumber,
  requireOrdered,
  requirePositive,
  requireShare,
  requireTime,
} from './requirements.ts'

/** Entries of a curve or a series. */
const longestSeries = 4096
/** Samples of an excerpt: half a minute at 1000 Hz. */
const longestExcerpt = 30_000

/** @throws InvalidInputError REPORT_INVALID */
export function checkOutcome(outcome: AnsweredOutcome): void {
  switch (outcome.kind) {
    case 'risk':
      requireShare(outcome.baseline, 'The baseline')
      requireShare(outcome.prevalence, 'The prevalence')
      requireOrdered([outcome.interval[0], outcome.probability, outcome.interval[1]], 'The interval')
      if (outcome.counterfactual !== null) {
        requireShare(outcome.counterfactual.probability, 'The probability with other values')
        requireList(outcome.counterfactual.changes, 'changes of values')
        for (const { from, to } of outcome.counterfactual.changes) {
          requireNumber(from, 'A changed value')
          requireNumber(to, 'A changed value')
        }
      }
      break
    case 'survival':
      checkSurvival(outcome)
      break
    case 'score':
      checkScore(outcome)
      break
    case 'rhythm':
      checkRhythm(outcome)
      break
  }
}

function checkSurvival({ curve, reference, medianYears, relativeHazard }: SurvivalOutcome): void {
  requireList(curve, 'points of the curve', longestSeries)
  requireList(reference, 'points of the curve of average values', longestSeries)
  for (const { years, share, interval } of curve) {
    requireNumber(years, 'A time of the curve')
    requireOrdered([interval[0], share, interval[1]], 'The interval of the curve')
  }
  for (const { years, share } of reference) {
    requireNumber(years, 'A time of the curve of average values')
    requireShare(share, 'A share of the curve of average values')
  }
  requireNumber(medianYears ?? 0, 'The median time')
  requireNumber(relativeHazard, 'The relative hazard')
}

function checkScore({ score, maximum, choices, series, trend }: ScoreOutcome): void {
  requireNumber(score, 'The score')
  requirePositive(maximum, 'The highest score')
  requireList(choices, 'choices')
  requireList(series, 'scores', longestSeries)
  for (const point of series) {
    requireNumber(point.score, 'A score of the series')
    requireTime(point.time, 'The time of a score')
  }
  if (trend.probability !== null) {
    requireShare(trend.probability, 'The probability of the trend')
    requirePositive(trend.hours, 'The hours of the trend')
    requireList(trend.drivers, 'drivers of the trend')
  }
}

function checkRhythm(outcome: RhythmOutcome): void {
  requireShare(outcome.noiseShare, 'The share of noise')
  requireTime(outcome.recordedFrom, 'The start of the recording')
  requireTime(outcome.recordedTo, 'The end of the recording')
  for (const [value, name] of [
    [outcome.durationSeconds, 'The length of the recording'],
    [outcome.heartRate, 'The heart rate'],
    [outcome.sdnn ?? 0, 'The SDNN'],
    [outcome.rmssd ?? 0, 'The RMSSD'],
    [outcome.longestGapSeconds, 'The longest gap'],
    [outcome.beats, 'The number of beats'],
    [outcome.excerpt.startSeconds, 'The start of the excerpt'],
  ] as const) {
    requireNumber(value, name)
  }
  const { rateSeries, excerpt } = outcome
  requirePositive(rateSeries.stepSeconds, 'The length of a piece')
  requireList(rateSeries.rates, 'heart rates', longestSeries)
  for (const rate of rateSeries.rates) {
    requireNumber(rate ?? 0, 'A heart rate of the series')
  }
  requirePositive(excerpt.samplingHertz, 'The sampling rate of the excerpt')
  requireList(excerpt.millivolts, 'samples of the excerpt', longestExcerpt)
  requireList(excerpt.beats, 'beats of the excerpt', longestSeries)
  for (const value of [...excerpt.millivolts, ...excerpt.beats]) {
    requireNumber(value ?? 0, 'A number of the excerpt')
  }
}
