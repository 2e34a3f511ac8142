import type { CalibrationBin } from '../../sdk/inference/clinicalReport.ts'
import { seededRandom } from './random.ts'

/** A predicted probability with the label that turned out. */
export interface Scored {
  /** 0 to 1. */
  readonly probability: number
  /** 0 or 1. */
  readonly label: number
}

export interface Metrics {
  readonly rows: number
  /** Area under the ROC curve; NaN when only one label is present. */
  readonly auc: number
  /** Share right at a threshold of one half. */
  readonly accuracy: number
  /** Mean squared difference between probability and label. */
  readonly brier: number
  /** Expected calibration error over ten equal-width bins. */
  readonly ece: number
}

export type Interval = readonly [low: number, high: number]

export function measure(scored: readonly Scored[]): Metrics {
  return {
    rows: scored.length,
    auc: areaUnderCurve(scored),
    accuracy: mean(scored.map(({ probability, label }) => (probability >= 0.5 === (label === 1) ? 1 : 0))),
    brier: mean(scored.map(({ probability, label }) => (probability - label) ** 2)),
    ece: expectedCalibrationError(scored),
  }
}

/** The Mann–Whitney statistic by mid-ranks, so that ties count one half. */
export function areaUnderCurve(scored: readonly Scored[]): number {
  const ordered = [...scored].sort((one, other) => one.probability - other.probability)
  const positives = ordered.filter(({ label }) => label === 1).length
  const negatives = ordered.length - positives
  if (positives === 0 || negatives === 0) return Number.NaN
  let rankSum = 0
  for (let first = 0; first < ordered.length; ) {
    let next = first + 1
    while (next < ordered.length && ordered[next]?.probability === ordered[first]?.probability) next++
    const midRank = (first + 1 + next) / 2
    for (let index = first; index < next; index++) if (ordered[index]?.label === 1) rankSum += midRank
    first = next
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives)
}

/** Equal-width bins of predicted probability; empty bins are left out. */
export function calibrationBins(scored: readonly Scored[], bins = 10): CalibrationBin[] {
  return Array.from({ length: bins }, (_, bin) => {
    const members = scored.filter(
      ({ probability }) => Math.min(bins - 1, Math.floor(probability * bins)) === bin,
    )
    return {
      from: bin / bins,
      to: (bin + 1) / bins,
      count: members.length,
      meanPredicted: mean(members.map(({ probability }) => probability)),
      observed: mean(members.map(({ label }) => label)),
    }
  }).filter(({ count }) => count > 0)
}

export function expectedCalibrationError(scored: readonly Scored[]): number {
  const gaps = calibrationBins(scored).map(
    ({ count, meanPredicted, observed }) => (count / scored.length) * Math.abs(meanPredicted - observed),
  )
  return gaps.reduce((sum, gap) => sum + gap, 0)
}

/**
 * Percentile bootstrap over rows (Efron & Tibshirani 1993, chapter 13), 95 %. Not for the calibration error, which
 * resampling biases upwards.
 *
 * @param repeats the same rows scored by each repeat of a cross-validation; the figures are averaged over repeats
 */
export function bootstrapIntervals(
  repeats: readonly (readonly Scored[])[],
  resamples: number,
  seed: number,
): { readonly [name in 'auc' | 'accuracy' | 'brier']: Interval } {
  const random = seededRandom(seed)
  const rows = repeats[0]?.length ?? 0
  const drawn = Array.from({ length: resamples }, () => {
    const picks = Array.from({ length: rows }, () => Math.floor(random() * rows))
    return averageMetrics(repeats.map((scored) => measure(picks.map((pick) => scored[pick] as Scored))))
  })
  const interval = (name: 'auc' | 'accuracy' | 'brier'): Interval => {
    const values = drawn.map((metrics) => metrics[name]).sort((one, other) => one - other)
    return [quantile(values, 0.025), quantile(values, 0.975)]
  }
  return {
    auc: interval('auc'),
    accuracy: interval('accuracy'),
    brier: interval('brier'),
  }
}

export function averageMetrics(all: readonly Metrics[]): Metrics {
  return {
    rows: all[0]?.rows ?? 0,
    auc: mean(all.map(({ auc }) => auc)),
    accuracy: mean(all.map(({ accuracy }) => accuracy)),
    brier: mean(all.map(({ brier }) => brier)),
    ece: mean(all.map(({ ece }) => ece)),
  }
}

/** @param ordered ascending */
export function quantile(ordered: readonly number[], share: number): number {
  const index = Math.min(ordered.length - 1, Math.max(0, Math.ceil(share * ordered.length) - 1))
  return ordered[index] ?? Number.NaN
}

/** NaN for an empty list. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
