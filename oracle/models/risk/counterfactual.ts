import type { FeatureSpec } from '../../../sdk/fhir/featureSpec.ts'
import type { Counterfactual } from '../../../sdk/inference/clinicalReport.ts'
import { isOutOfDistribution, type Preprocessing, type Row } from './preprocessing.ts'

/** Steps of a change, in standard deviations of the training rows: of one feature alone, and of two together. */
const fineStep = 0.1
const coarseStep = 0.25

export interface CounterfactualProblem {
  readonly specs: readonly FeatureSpec[]
  readonly preprocessing: Preprocessing
  /** Probabilities of rows, as the model would state them. */
  readonly predict: (rows: readonly Row[]) => readonly number[]
  /** The abstention band: from its upper end on, the model says that the condition is there. */
  readonly uncertainBetween: readonly [low: number, high: number]
}

interface Change {
  readonly index: number
  readonly from: number
  readonly to: number
}

interface Candidate {
  readonly changes: readonly Change[]
  /** Sum of the changes in standard deviations. */
  readonly size: number
}

/**
 * The least change, in training standard deviations, of at most two actionable features in their direction and within the range
 * of the training rows, with which the model would no longer say that the condition is there (probability below the
 * upper end of its abstention band). Looked for on a grid, so it is the same everywhere. It describes the model and is no
 * promise about a treatment (Wachter, Mittelstadt & Russell 2018).
 *
 * @param row of an answered person
 * @returns null for an answer below the band, which nobody wants to turn, and where no change on the grid does
 */
export function counterfactualOf(
  problem: CounterfactualProblem,
  row: Row,
  probability: number,
): Counterfactual | null {
  const high = problem.uncertainBetween[1]
  if (probability < high) return null
  const actionable = problem.specs.flatMap(({ actionable: direction }, index) => (direction ? [index] : []))
  const single = actionable.flatMap((index) => changesOf(problem, row, index, fineStep))
  const pairs = actionable.flatMap((one, at) =>
    actionable
      .slice(at + 1)
      .flatMap((other) =>
        changesOf(problem, row, one, coarseStep).flatMap((first) =>
          changesOf(problem, row, other, coarseStep).map((second) => [first, second]),
        ),
      ),
  )
  const candidates = [...single.map((change) => [change]), ...pairs]
    .map((changes) => ({ changes, size: sizeOf(problem.preprocessing, changes) }))
    .sort((one, other) => one.size - other.size)
  const rows = candidates.map(({ changes }) => changed(row, changes))
  const probabilities = problem.predict(rows)
  const found = candidates.findIndex(
    (_, index) =>
      (probabilities[index] as number) < high &&
      !isOutOfDistribution(problem.preprocessing, rows[index] as Row),
  )
  if (found === -1) return null
  const { changes } = candidates[found] as Candidate
  return {
    changes: changes.map(({ index, from, to }) => ({
      feature: problem.specs[index]?.name as string,
      from,
      to,
    })),
    probability: probabilities[found] as number,
  }
}

/** Values of one feature on the way to the end of the training range, none where it is missing. */
function changesOf(
  { specs, preprocessing }: CounterfactualProblem,
  row: Row,
  index: number,
  step: number,
): Change[] {
  const from = row[index] ?? null
  const direction = specs[index]?.actionable
  if (from === null || !direction) return []
  const [low, high] = preprocessing.seen[index] as readonly [number, number]
  const stride = step * (preprocessing.deviations[index] as number)
  const towards = (end: number): Change[] =>
    Array.from({ length: stride > 0 ? Math.floor(Math.abs(end - from) / stride) : 0 }, (_, count) => {
      const to = from + Math.sign(end - from) * (count + 1) * stride
      return { index, from, to: rounded(to, preprocessing.decimals[index] as number) }
    }).filter(({ to }) => to !== from && to >= low && to <= high)
  return [
    ...(direction === 'increase' ? [] : towards(low)),
    ...(direction === 'decrease' ? [] : towards(high)),
  ]
}

/** To the decimals of the training rows: nobody can be told a body mass index of 29.9137. */
function rounded(value: number, decimals: number): number {
  const scale = Number(`1e${decimals}`)
  return Math.round(value * scale) / scale
}

const sizeOf = ({ deviations }: Preprocessing, changes: readonly Change[]): number =>
  changes.reduce((sum, { index, from, to }) => sum + Math.abs(to - from) / (deviations[index] as number), 0)

function changed(row: Row, changes: readonly Change[]): Row {
  return row.map((value, index) => changes.find((change) => change.index === index)?.to ?? value)
}
