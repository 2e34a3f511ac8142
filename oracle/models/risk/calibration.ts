import type { TensorFlow } from '../../runtime/tensorflow.ts'
import { mean, type Scored } from '../metrics.ts'
import type { OutOfFold } from './crossValidate.ts'
import { fitLogistic } from './logisticRegression.ts'
import { probabilitiesOf } from './scorer.ts'

/** A non-decreasing map from a model's log-odds to calibrated ones; of + − × ÷ alone, so the same to the bit everywhere. */
export type Calibration =
  | { readonly kind: 'none' }
  /** Platt 1999. */
  | { readonly kind: 'platt'; readonly slope: number; readonly offset: number }
  /** Isotonic regression (Zadrozny & Elkan 2002), straight between the middles of its steps, level beyond. */
  | { readonly kind: 'isotonic'; readonly points: readonly (readonly [from: number, to: number])[] }

export type CalibrationKind = Calibration['kind']

type Labelled = Pick<OutOfFold, 'logOdds' | 'label'>

/** Applies a calibration to one log-odds. */
export function calibrate(calibration: Calibration, logOdds: number): number {
  switch (calibration.kind) {
    case 'none':
      return logOdds
    case 'platt':
      return calibration.slope * logOdds + calibration.offset
    case 'isotonic': {
      const { points } = calibration
      const next = points.findIndex(([from]) => from >= logOdds)
      if (next === -1) return points.at(-1)?.[1] as number
      const [right, high] = points[next] as readonly [number, number]
      const [left, low] = points[next - 1] ?? [right, high]
      return right === left ? high : low + ((high - low) * (logOdds - left)) / (right - left)
    }
  }
}

export function fitCalibration(
  tf: TensorFlow,
  kind: CalibrationKind,
  rows: readonly Labelled[],
): Calibration {
  if (kind === 'none') return { kind }
  return kind === 'platt' ? fitPlatt(tf, rows) : fitIsotonic(rows)
}

/**
 * What may be chosen: a straight line keeps a logistic regression linear in the log-odds, so that its attributions stay
 * exact; an ensemble is explained whatever its shape.
 */
export const calibrationsFor = (method: 'logistic' | 'ensemble'): readonly CalibrationKind[] =>
  method === 'logistic' ? ['none', 'platt'] : ['none', 'platt', 'isotonic']

/** What calibration was weighed and which was taken. */
export interface ChosenCalibration {
  readonly kind: CalibrationKind
  /** Mean cross-entropy over the rows, the calibration fitted on the other folds; 4 decimals. */
  readonly logLoss: { readonly [kind in CalibrationKind]?: number }
}

/** A calibration is taken only where its gain is more than this many standard errors of the gain: less may be luck. */
const leastGain = 2

/**
 * Chooses among calibrations by cross-validated log loss.
 *
 * @param repeats out-of-fold log-odds of the same rows in the same order, one list per repeat
 * @param candidates the first is `none`
 */
export function chooseCalibration(
  tf: TensorFlow,
  repeats: readonly (readonly OutOfFold[])[],
  candidates: readonly CalibrationKind[],
): ChosenCalibration {
  const losses = candidates.map((kind) => {
    const perRepeat = repeats.map((repeat) =>
      rowLosses(acrossFolds(tf, repeat, (others) => fitCalibration(tf, kind, others))),
    )
    const rows = (perRepeat[0] ?? []).map((_, row) => mean(perRepeat.map((loss) => loss[row] as number)))
    return { kind, rows, logLoss: Math.round(mean(rows) * 1e4) / 1e4 }
  })
  const plain = losses[0]?.rows ?? []
  const helpful = losses.filter(({ rows }) => {
    const gains = rows.map((loss, row) => (plain[row] as number) - loss)
    const gain = mean(gains)
    const variance = mean(gains.map((value) => (value - gain) ** 2))
    return gain > leastGain * Math.sqrt(variance / rows.length)
  })
  const [best] = helpful.sort((one, other) => one.logLoss - other.logLoss)
  return {
    kind: best?.kind ?? 'none',
    logLoss: Object.fromEntries(losses.map(({ kind, logLoss }) => [kind, logLoss])),
  }
}

/**
 * The calibrated probability of each row, in the order of the rows: the calibration of a fold is chosen and fitted on the
 * predictions of the other folds.
 */
export function calibratedOutOfFold(
  tf: TensorFlow,
  repeat: readonly OutOfFold[],
  candidates: readonly CalibrationKind[],
): Scored[] {
  return acrossFolds(tf, repeat, (others) =>
    fitCalibration(tf, chooseCalibration(tf, [others], candidates).kind, others),
  )
}

function acrossFolds(
  tf: TensorFlow,
  repeat: readonly OutOfFold[],
  learn: (others: readonly OutOfFold[]) => Calibration,
): Scored[] {
  const folds = [...new Set(repeat.map(({ fold }) => fold))]
  const maps = new Map(folds.map((fold) => [fold, learn(repeat.filter((row) => row.fold !== fold))]))
  const probabilities = probabilitiesOf(
    tf,
    repeat.map((row) => calibrate(maps.get(row.fold) as Calibration, row.logOdds)),
  )
  return repeat.map(({ label }, row) => ({ probability: probabilities[row] as number, label }))
}

function rowLosses(scored: readonly Scored[]): number[] {
  return scored.map(
    ({ probability, label }) =>
      // Math.log may differ in its last bit between engines; the choice has a margin and the figure is rounded.
      -Math.log(Math.max(1e-6, label === 1 ? probability : 1 - probability)),
  )
}

function fitPlatt(tf: TensorFlow, rows: readonly Labelled[]): Calibration {
  // On standardised log-odds, where descent is quick; then in their own units.
  const centre = mean(rows.map(({ logOdds }) => logOdds))
  const deviation = Math.sqrt(mean(rows.map(({ logOdds }) => (logOdds - centre) ** 2))) || 1
  const { weights } = fitLogistic(
    tf,
    {
      design: Float32Array.from(rows.flatMap(({ logOdds }) => [(logOdds - centre) / deviation, 1])),
      rows: rows.length,
      labels: rows.map(({ label }) => label),
      rowWeights: [new Array<number>(rows.length).fill(1 / rows.length)],
      penalty: 0,
    },
    { steps: 300, learningRate: 1, momentum: 0.9 },
  )
  const slope = (weights[0] as number) / deviation
  return {
    kind: 'platt',
    slope: sixDecimals(slope),
    offset: sixDecimals((weights[1] as number) - slope * centre),
  }
}

interface Step {
  readonly from: number
  readonly rows: number
  readonly positives: number
}

/** Pool-adjacent-violators (Ayer et al. 1955). */
function fitIsotonic(rows: readonly Labelled[]): Calibration {
  const steps: Step[] = []
  for (const { logOdds, label } of [...rows].sort((one, other) => one.logOdds - other.logOdds)) {
    let step: Step = { from: logOdds, rows: 1, positives: label }
    for (
      let last = steps.at(-1);
      last && last.positives / last.rows >= step.positives / step.rows;
      last = steps.at(-1)
    ) {
      const both = last.rows + step.rows
      step = {
        from: (last.from * last.rows + step.from * step.rows) / both,
        rows: both,
        positives: last.positives + step.positives,
      }
      steps.pop()
    }
    steps.push(step)
  }
  let reached = Number.NEGATIVE_INFINITY
  const points = steps.map(({ from, rows: count, positives }): readonly [number, number] => {
    // Half a case of either label, so that no step says never or always. Rounded, as Math.log is not the same to the bit everywhere.
    const logOdds = sixDecimals(Math.log((positives + 0.5) / (count - positives + 0.5)))
    reached = Math.max(reached, logOdds)
    return [sixDecimals(from), reached]
  })
  return { kind: 'isotonic', points }
}

const sixDecimals = (value: number): number => Math.round(value * 1e6) / 1e6 + 0
