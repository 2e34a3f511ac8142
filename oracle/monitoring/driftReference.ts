import type { FeatureSpec } from '../../sdk/fhir/featureSpec.ts'
import { quantile } from '../models/metrics.ts'

/** How the people a model was trained on were spread: what a node compares the people it meets with. */
export interface DriftReference {
  readonly features: readonly FeatureReference[]
  /** Of the answers given out of fold to the training rows, the abstentions left out. */
  readonly answer: Histogram
}

export interface FeatureReference {
  readonly name: string
  readonly histogram: Histogram
  /** Training rows without a value. */
  readonly missing: number
}

export interface Histogram {
  /** Ascending; bin b holds values above edge b − 1 and up to edge b. */
  readonly edges: readonly number[]
  /** One more than there are edges. */
  readonly counts: readonly number[]
}

const answerEdges = [0.2, 0.4, 0.6, 0.8]

/**
 * Fifths of each quantity, one bin per code.
 *
 * @param rows training rows, null where missing
 * @param answers probabilities of the rows that are answered
 */
export function driftReferenceOf(
  specs: readonly FeatureSpec[],
  rows: readonly (readonly (number | null)[])[],
  answers: readonly number[],
): DriftReference {
  return {
    features: specs.map((spec, index) => {
      const values = rows.flatMap((row) => row[index] ?? []).sort((one, other) => one - other)
      const edges = spec.allowed ? edgesBetween(spec.allowed) : fifths(values)
      return { name: spec.name, histogram: countIn(edges, values), missing: rows.length - values.length }
    }),
    answer: countIn(answerEdges, answers),
  }
}

/** The bin of a value. */
export function binOf(edges: readonly number[], value: number): number {
  const bin = edges.findIndex((edge) => value <= edge)
  return bin === -1 ? edges.length : bin
}

function countIn(edges: readonly number[], values: readonly number[]): Histogram {
  const counts = new Array<number>(edges.length + 1).fill(0)
  for (const value of values) {
    const bin = binOf(edges, value)
    counts[bin] = (counts[bin] as number) + 1
  }
  return { edges, counts }
}

function fifths(ordered: readonly number[]): number[] {
  return [...new Set([0.2, 0.4, 0.6, 0.8].map((share) => quantile(ordered, share)))]
}

function edgesBetween(values: readonly number[]): number[] {
  const ordered = [...values].sort((one, other) => one - other)
  return ordered.slice(1).map((value, index) => (value + (ordered[index] as number)) / 2)
}
