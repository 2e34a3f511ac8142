import type { Scored } from '../metrics.ts'

export interface UncertainBand {
  /** Both labels are in the prediction set when the probability lies strictly between these; equal when no band. */
  readonly uncertainBetween: readonly [low: number, high: number]
}

/**
 * The band of probabilities in which a label-conditional conformal predictor cannot exclude either label (Vovk,
 * Gammerman & Shafer 2005, chapter 4, on out-of-fold scores as in cross-conformal prediction). The nonconformity of
 * a label is one minus its probability; each label keeps its own quantile, so that of the people with the condition, as
 * of those without, at most about 1 − coverage are told the opposite.
 *
 * @param repeats out-of-fold predictions of the same rows, one list per repeat
 * @param coverage 0 to 1
 * @returns bounds rounded outwards to 4 decimals
 */
export function uncertainBand(repeats: readonly (readonly Scored[])[], coverage: number): UncertainBand {
  const low = 1 - nonconformityQuantile(repeats, 1, coverage)
  const high = nonconformityQuantile(repeats, 0, coverage)
  if (low >= high) return { uncertainBetween: [0.5, 0.5] }
  return { uncertainBetween: [Math.floor(low * 1e4) / 1e4, Math.ceil(high * 1e4) / 1e4] }
}

function nonconformityQuantile(
  repeats: readonly (readonly Scored[])[],
  label: 0 | 1,
  coverage: number,
): number {
  const scores = repeats
    .flatMap((scored) => scored.filter((row) => row.label === label))
    .map(({ probability }) => (label === 1 ? 1 - probability : probability))
    .sort((one, other) => one - other)
  const rows = scores.length / repeats.length
  // The finite-sample correction counts rows, not their repeated predictions.
  const share = Math.min(1, Math.ceil((rows + 1) * coverage) / rows)
  return scores[Math.max(0, Math.ceil(share * scores.length) - 1)] ?? 1
}

/** How often the prediction set of people who did, or did not, have the condition held what they had. */
export interface Coverage {
  readonly rows: number
  readonly covered: number
}

export interface MeasuredCoverage {
  readonly withCondition: Coverage
  readonly without: Coverage
}

/** Counts whose set holds the label: both labels are in it inside the band, one outside. With no band, one half is a yes. */
export function measureCoverage(
  scored: readonly Scored[],
  [low, high]: readonly [number, number],
): MeasuredCoverage {
  const of = (label: 0 | 1): Coverage => {
    const people = scored.filter((row) => row.label === label)
    const covered = people.filter(({ probability }) =>
      label === 1 ? probability > low || probability >= high : probability < high,
    )
    return { rows: people.length, covered: covered.length }
  }
  return { withCondition: of(1), without: of(0) }
}

/**
 * Coverage on rows that neither the model nor the band had seen: the band of each fold is made from the other folds.
 *
 * @param scored out-of-fold predictions with their folds
 */
export function coverageAcrossFolds(
  scored: readonly (Scored & { readonly fold: number })[],
  coverage: number,
): MeasuredCoverage {
  const folds = [...new Set(scored.map(({ fold }) => fold))]
  const parts = folds.map((fold) => {
    const { uncertainBetween } = uncertainBand([scored.filter((row) => row.fold !== fold)], coverage)
    return measureCoverage(
      scored.filter((row) => row.fold === fold),
      uncertainBetween,
    )
  })
  const total = (pick: (part: MeasuredCoverage) => Coverage): Coverage => ({
    rows: parts.reduce((sum, part) => sum + pick(part).rows, 0),
    covered: parts.reduce((sum, part) => sum + pick(part).covered, 0),
  })
  return { withCondition: total((part) => part.withCondition), without: total((part) => part.without) }
}
