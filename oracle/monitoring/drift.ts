import type { AbstentionReason, ClinicalReport } from '../../sdk/inference/clinicalReport.ts'
import { binOf, type DriftReference, type Histogram } from './driftReference.ts'

/** A model whose training rows are known as histograms. */
export interface WatchedModel {
  readonly version: string
  readonly card: { readonly name: string }
  readonly drift?: DriftReference
}

/** What a node knows of the people a model met: counts, and nothing of any one of them. */
export interface DriftMonitor {
  /** Counts one report; one of a model that is not watched is passed over. */
  observe(report: ClinicalReport): void
  summary(): DriftSummary[]
}

export interface DriftSummary {
  readonly model: string
  readonly modelVersion: string
  /** null below `leastCount`, as every count here. */
  readonly reports: number | null
  readonly abstained: readonly {
    readonly code: AbstentionReason['code']
    readonly share: number | null
  }[]
  readonly features: readonly ({ readonly name: string } & Comparison)[]
  readonly answer: Comparison
}

export interface Comparison {
  /** Per bin of the training histogram; the last entry of a feature counts those without a value. */
  readonly counts: readonly (number | null)[]
  /**
   * Population stability index against the training rows, 4 decimals: below 0.1 is taken as stable, above 0.25 as
   * shifted (Siddiqi 2006, chapter 6); null below `leastForIndex` people.
   */
  readonly stabilityIndex: number | null
}

/** Fewer people than this are not reported: a small group may be one person. */
export const leastCount = 20
/** Below this the index is noise. */
export const leastForIndex = 100

interface Tally {
  reports: number
  readonly reasons: Map<AbstentionReason['code'], number>
  readonly features: number[][]
  readonly answer: number[]
}

/**
 * Watches whether the people that models meet are like those they were trained on. It keeps counts in memory only; nothing
 * in it belongs to one patient. A summary moves on by twenty people at a time, so that the difference of two tells nothing of
 * one. Values are counted as received, so that those on which a model abstains count too.
 */
export function driftMonitor(models: readonly WatchedModel[]): DriftMonitor {
  const watched = models.flatMap(({ version, card, drift }) =>
    drift
      ? [{ version, name: card.name, drift, tally: emptyTally(drift), published: emptyTally(drift) }]
      : [],
  )
  return {
    observe(report) {
      const model = watched.find(({ version }) => version === report.model.modelVersion)
      if (!model) return
      count(model.drift, model.tally, report)
      if (model.tally.reports % leastCount === 0) model.published = structuredClone(model.tally)
    },
    summary: () =>
      watched.map(({ name, version, drift, published: tally }) => ({
        model: name,
        modelVersion: version,
        reports: shown(tally.reports),
        abstained: [...tally.reasons]
          .sort(([one], [other]) => (one < other ? -1 : 1))
          .map(([code, reports]) => ({
            code,
            share: shown(reports) === null ? null : fourDecimals(reports / tally.reports),
          })),
        features: drift.features.map(({ name: feature, histogram, missing }, index) => ({
          name: feature,
          ...compare([...histogram.counts, missing], tally.features[index] as number[]),
        })),
        answer: compare(drift.answer.counts, tally.answer),
      })),
  }
}

/**
 * Σ (p − q) ln (p / q) over bins, half a person added to each so that an empty bin is not infinitely far.
 *
 * @param expected counts in the training rows
 * @param found counts of the same bins since
 */
export function stabilityIndex(expected: readonly number[], found: readonly number[]): number {
  const shares = (counts: readonly number[]) => {
    const total = counts.reduce((sum, value) => sum + value + 0.5, 0)
    return counts.map((value) => (value + 0.5) / total)
  }
  const before = shares(expected)
  const now = shares(found)
  return before.reduce((sum, share, bin) => {
    const other = now[bin] as number
    return sum + (other - share) * Math.log(other / share)
  }, 0)
}

function emptyTally({ features, answer }: DriftReference): Tally {
  const zeros = (histogram: Histogram, more: number) =>
    new Array<number>(histogram.counts.length + more).fill(0)
  return {
    reports: 0,
    reasons: new Map(),
    features: features.map(({ histogram }) => zeros(histogram, 1)),
    answer: zeros(answer, 0),
  }
}

function count(drift: DriftReference, tally: Tally, { outcome, features }: ClinicalReport): void {
  tally.reports++
  for (const [index, { name, histogram }] of drift.features.entries()) {
    const received = features.find((feature) => feature.name === name)?.received
    const bin = received ? binOf(histogram.edges, received.value) : histogram.counts.length
    increment(tally.features[index] as number[], bin)
  }
  if (outcome.status === 'abstained') {
    for (const code of new Set(outcome.reasons.map((reason) => reason.code)))
      tally.reasons.set(code, (tally.reasons.get(code) ?? 0) + 1)
  } else if (outcome.kind === 'risk') {
    increment(tally.answer, binOf(drift.answer.edges, outcome.probability))
  }
}

function increment(counts: number[], bin: number): void {
  counts[bin] = (counts[bin] as number) + 1
}

function compare(expected: readonly number[], found: readonly number[]): Comparison {
  const total = found.reduce((sum, value) => sum + value, 0)
  return {
    counts: suppressed(found),
    stabilityIndex: total < leastForIndex ? null : fourDecimals(stabilityIndex(expected, found)),
  }
}

const shown = (value: number): number | null => (value < leastCount ? null : value)

/** Hides small counts, and where that hides a single one, the next smallest as well: it would follow from the total. */
function suppressed(counts: readonly number[]): (number | null)[] {
  const hidden = counts.map((value) => shown(value))
  if (hidden.filter((value) => value === null).length !== 1) return hidden
  const least = Math.min(...hidden.flatMap((value) => value ?? []))
  const next = hidden.indexOf(least)
  return hidden.map((value, bin) => (bin === next ? null : value))
}

function fourDecimals(value: number): number {
  return Math.round(value * 1e4) / 1e4 + 0
}
