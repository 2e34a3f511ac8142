import { toFourDecimals } from '../fixedPoint.ts'
import {
  averageMetrics,
  bootstrapIntervals,
  calibrationBins,
  type Interval,
  mean,
  measure,
  type Scored,
} from '../metrics.ts'
import { judgeAll } from './assess.ts'
import { coverageAcrossFolds, measureCoverage } from './conformal.ts'
import type { ModelDefinition } from './definition.ts'
import type { LabelledRow } from './fit.ts'
import type { RiskCard } from './riskCard.ts'
import type { RiskPredictor } from './riskModel.ts'
import { rowReadings } from './rowReadings.ts'

export const reportedFolds = 5
const resamples = 1000
/** Fewer rows of a label than this tell nothing of how it ranks. */
const leastPerLabel = 10

/** Calibrated out-of-fold predictions of rows, with the fold each was left out in. */
export type FoldScored = Scored & { readonly fold: number }

export type Repeats = readonly (readonly FoldScored[])[]

export function crossValidatedFigures(
  { settings }: ModelDefinition,
  repeats: Repeats,
): RiskCard['metrics']['crossValidated'] {
  const figures = averageMetrics(repeats.map(measure))
  const intervals = bootstrapIntervals(repeats, resamples, settings.seeds.intervals)
  const figure = (name: 'auc' | 'accuracy' | 'brier') => ({
    value: toFourDecimals(figures[name]),
    interval95: rounded(intervals[name]),
  })
  return {
    text: `${reportedFolds} stratified folds, ${repeats.length} repeats with seeds ${settings.seeds.folds.join(', ')}, over all rows, the whole fit and the choice of calibration repeated within every fold; each figure over the pooled out-of-fold predictions of a repeat, averaged over repeats; 95 % percentile bootstrap over rows, ${resamples} resamples.`,
    folds: reportedFolds,
    repeats: repeats.length,
    auc: figure('auc'),
    accuracy: figure('accuracy'),
    brier: figure('brier'),
    ece: { value: toFourDecimals(figures.ece) },
  }
}

/** One repeat, so that the counts are of people and not of predictions. */
export function calibrationFigures(repeats: Repeats): RiskCard['calibration'] {
  return calibrationBins(repeats[0] ?? []).map((bin) => ({
    ...bin,
    meanPredicted: toFourDecimals(bin.meanPredicted),
    observed: toFourDecimals(bin.observed),
  }))
}

/** The shipped model, as it will be loaded, on the rows it never saw. */
export function heldOutFigures(
  { settings }: ModelDefinition,
  predictor: RiskPredictor,
  rows: readonly LabelledRow[],
): RiskCard['metrics']['heldOut'] {
  const scored = scoreWith(predictor, rows)
  const judged = judgeAll(
    predictor,
    rows.map(({ values }) => rowReadings(predictor.card.features, values)),
  )
  const answered = scored.filter((_, row) => judged[row]?.prediction)
  const { auc, accuracy, brier, ece } = measure(scored)
  const intervals = bootstrapIntervals([scored], resamples, settings.seeds.intervals)
  return {
    text: 'The shipped model on the held-out rows, abstention left aside, with 95 % bootstrap intervals; then the share it abstains on, and its accuracy on the rest.',
    rows: rows.length,
    auc: toFourDecimals(auc),
    accuracy: toFourDecimals(accuracy),
    brier: toFourDecimals(brier),
    ece: toFourDecimals(ece),
    interval95: {
      auc: rounded(intervals.auc),
      accuracy: rounded(intervals.accuracy),
      brier: rounded(intervals.brier),
    },
    abstained: toFourDecimals(1 - answered.length / rows.length),
    answeredAccuracy: toFourDecimals(measure(answered).accuracy),
  }
}

/** How well it does for women and men, and by age, where the data say who is who. */
export function subgroupFigures(
  definition: ModelDefinition,
  rows: readonly LabelledRow[],
  repeats: Repeats,
): RiskCard['metrics']['subgroups'] {
  const unknown = definition.subgroups.unknown
  const groups = groupsOf(definition).map(({ name, holds }) => {
    const members = rows.flatMap(({ values }, row) => (holds(values) ? [row] : []))
    const scored = repeats.map((repeat) => members.map((row) => repeat[row] as FoldScored))
    const labels = members.map((row) => (rows[row] as LabelledRow).label)
    const positives = labels.filter((label) => label === 1).length
    const enough = positives >= leastPerLabel && labels.length - positives >= leastPerLabel
    return {
      name,
      rows: members.length,
      positives,
      auc: enough ? aucFigure(scored, definition.settings.seeds.intervals) : null,
      meanPredicted: toFourDecimals(
        members.length === 0 ? 0 : mean(scored.flat().map(({ probability }) => probability)),
      ),
      observed: toFourDecimals(members.length === 0 ? 0 : positives / members.length),
    }
  })
  return {
    text: `From the same out-of-fold predictions; no AUC where a label has fewer than ${leastPerLabel} rows.${unknown ? ` ${unknown}` : ''}`,
    groups,
  }
}

/** How many people fall into the abstention band, and how well the prediction sets that it comes from keep their word. */
export function abstentionFigures(
  { settings }: ModelDefinition,
  { onTraining, onAll }: { readonly onTraining: Repeats; readonly onAll: Repeats },
  predictor: RiskPredictor,
  heldOut: readonly LabelledRow[],
): Omit<RiskCard['abstention'], 'text' | 'uncertainBetween' | 'coverage'> {
  const { uncertainBetween } = predictor.card.abstention
  const [low, high] = uncertainBetween
  const predictions = onTraining.flat()
  const inBand = predictions.filter(({ probability }) => probability > low && probability < high).length
  return {
    shareInBand: toFourDecimals(inBand / predictions.length),
    measuredCoverage: {
      text: "How many people's prediction set held what they had, of those with and of those without the condition: out of fold over all rows, the band of each fold made from the other folds; and the held-out rows under the shipped model.",
      outOfFold: coverageAcrossFolds(onAll[0] ?? [], settings.coverage),
      heldOut: measureCoverage(scoreWith(predictor, heldOut), uncertainBetween),
    },
  }
}

function scoreWith(predictor: RiskPredictor, rows: readonly LabelledRow[]): Scored[] {
  const probabilities = predictor.probabilities(rows.map(({ values }) => values))
  return rows.map(({ label }, row) => ({ probability: probabilities[row] as number, label }))
}

interface Group {
  readonly name: string
  readonly holds: (row: LabelledRow['values']) => boolean
}

function groupsOf({ features, subgroups: { sex, age } }: ModelDefinition): Group[] {
  const indexOf = (name: string) => features.findIndex((feature) => feature.name === name)
  const sexes = sex
    ? [
        { name: 'Women', holds: (row: LabelledRow['values']) => row[indexOf(sex)] === 0 },
        { name: 'Men', holds: (row: LabelledRow['values']) => row[indexOf(sex)] === 1 },
      ]
    : []
  const ages = (age?.from ?? []).map((from, index): Group => {
    const until = age?.from[index + 1] ?? Number.POSITIVE_INFINITY
    const name =
      from === 0
        ? `Under ${until} years`
        : until === Number.POSITIVE_INFINITY
          ? `${from} years and over`
          : `${from} to ${until - 1} years`
    return {
      name,
      holds: (row) => {
        const years = row[indexOf(age?.feature ?? '')] ?? null
        return years !== null && years >= from && years < until
      },
    }
  })
  return [...sexes, ...ages]
}

function aucFigure(
  repeats: readonly (readonly Scored[])[],
  seed: number,
): { value: number; interval95: [number, number] } {
  const { auc } = averageMetrics(repeats.map(measure))
  return {
    value: toFourDecimals(auc),
    interval95: rounded(bootstrapIntervals(repeats, resamples, seed).auc),
  }
}

const rounded = ([low, high]: Interval): [number, number] => [toFourDecimals(low), toFourDecimals(high)]
