import type { TensorFlow } from '../../runtime/tensorflow.ts'
import { mean } from '../metrics.ts'
import { seededRandom, shuffled } from '../random.ts'
import { breastDefinition } from './breast/definition.ts'
import { codings, encodingChoice } from './breast/features.ts'
import { concordance } from './concordance.ts'
import { fitCoxNetwork } from './coxNetwork.ts'
import { fitCox } from './coxRegression.ts'
import { type Column, encodeRow, fitPreprocessing } from './encoding.ts'
import { dot } from './survivalPredictor.ts'
import type { SurvivalRow } from './survivalRow.ts'

const { settings } = breastDefinition

export interface Candidate {
  readonly name: string
  /** Harrell's C-index on the rows left out, mean over folds and repeats. */
  readonly concordance: number
}

export interface Selection {
  readonly candidates: readonly Candidate[]
  /** The best coding of the regression. */
  readonly chosen: string
}

/** How much greater the network's C-index is than that of the chosen regression, over the folds. */
export interface NetworkGain {
  readonly mean: number
  readonly standardError: number
}

interface Fold {
  readonly inside: readonly SurvivalRow[]
  readonly outside: readonly SurvivalRow[]
}

/** Compares the codings by cross-validation on the training data alone. Means and deviations are learned inside each fold. */
export function selectCoding(
  tf: TensorFlow,
  rows: readonly SurvivalRow[],
  onProgress: Report = () => {},
): Selection {
  const folds = foldsOf(rows)
  const names = Object.keys(codings)
  const candidates = names.map((name, index): Candidate => {
    const found = mean(perFold(folds, (fold) => regressionRisks(tf, columnsOf(name), fold)))
    onProgress(index + 1, names.length)
    return { name, concordance: found }
  })
  const best = candidates.reduce((one, other) => (other.concordance > one.concordance ? other : one))
  return { candidates, chosen: best.name }
}

/** The same comparison, on the same folds, of a network with the regression, both on one coding. */
export function networkGain(
  tf: TensorFlow,
  rows: readonly SurvivalRow[],
  coding: string,
  onProgress: Report = () => {},
): NetworkGain {
  const folds = foldsOf(rows)
  const columns = columnsOf(coding)
  const regression = perFold(folds, (fold) => regressionRisks(tf, columns, fold))
  const gains = folds.map((fold, index) => {
    onProgress(index + 1, folds.length)
    return concordance(fold.outside, networkRisks(tf, columns, fold)) - (regression[index] as number)
  })
  const gain = mean(gains)
  const variance = mean(gains.map((own) => (own - gain) * (own - gain)))
  return { mean: gain, standardError: Math.sqrt(variance / (gains.length - 1)) }
}

type Report = (done: number, total: number) => void

const perFold = (folds: readonly Fold[], risksOf: (fold: Fold) => number[]): number[] =>
  folds.map((fold) => concordance(fold.outside, risksOf(fold)))

export function columnsOf(name: string): readonly Column[] {
  const columns = codings[name]
  if (!columns) throw new TypeError(`There is no coding called ${name}.`)
  return columns
}

function foldsOf(rows: readonly SurvivalRow[]): Fold[] {
  const random = seededRandom(settings.seeds.folds)
  return Array.from({ length: settings.repeats }, () => shuffled(rows, random)).flatMap((dealt) =>
    Array.from({ length: settings.folds }, (_, fold) => ({
      inside: dealt.filter((_, index) => index % settings.folds !== fold),
      outside: dealt.filter((_, index) => index % settings.folds === fold),
    })),
  )
}

function regressionRisks(tf: TensorFlow, columns: readonly Column[], fold: Fold): number[] {
  const { problem, outside } = encoded(columns, fold)
  const { coefficients } = fitCox(
    tf,
    { ...problem, rowWeights: [problem.rows.map(() => 1)], penalty: settings.penalty },
    settings.descent,
    [],
  )
  return outside.map((row) => dot(coefficients[0] ?? [], row))
}

function networkRisks(tf: TensorFlow, columns: readonly Column[], fold: Fold): number[] {
  const { problem, outside } = encoded(columns, fold)
  return fitCoxNetwork(tf, problem, outside, settings.network)
}

function encoded(columns: readonly Column[], { inside, outside }: Fold) {
  const preprocessing = fitPreprocessing(
    encodingChoice(columns),
    inside.map(({ values }) => values),
  )
  return {
    problem: {
      rows: inside.map(({ values }) => encodeRow(preprocessing, values)),
      years: inside.map(({ years }) => years),
      events: inside.map(({ event }) => event),
    },
    outside: outside.map(({ values }) => encodeRow(preprocessing, values)),
  }
}
