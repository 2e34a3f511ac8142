import type { Tensor, Tensor2D } from '@tensorflow/tfjs'
import type { TensorFlow } from '../../runtime/tensorflow.ts'
import { riskSets } from './riskSets.ts'

export interface DescentSettings {
  readonly steps: number
  readonly learningRate: number
  /** Nesterov momentum, 0 to 1. */
  readonly momentum: number
}

export interface CoxProblem {
  /** Encoded and standardised rows. */
  readonly rows: readonly (readonly number[])[]
  readonly years: readonly number[]
  readonly events: readonly boolean[]
  /** Per model, how often each row counts. */
  readonly rowWeights: readonly (readonly number[])[]
  /** L2 penalty on the coefficients, per event. */
  readonly penalty: number
}

export interface CoxFit {
  /** Per model, one coefficient per column. */
  readonly coefficients: readonly (readonly number[])[]
  /** Per model, cumulative hazard of a row of zeros at each of the times asked for (Breslow 1972). */
  readonly baselines: readonly (readonly number[])[]
  /** Greatest absolute entry of the final gradient, a check of convergence. */
  readonly gradientNorm: number
}

const leastAtRisk = 1e-30

/**
 * Fits many Cox regressions at once (Cox 1972, ties after Breslow) by full-batch Nesterov descent from zero on the negative log
 * partial likelihood per event + penalty · ‖w‖². The problem is convex and nothing is drawn at random, so on one back-end the
 * coefficients are the same to the bit.
 *
 * @param times years at which the baselines are wanted
 */
export function fitCox(
  tf: TensorFlow,
  { rows, years, events, rowWeights, penalty }: CoxProblem,
  settings: DescentSettings,
  times: readonly number[],
): CoxFit {
  return tf.tidy(() => {
    const sets = riskSets(tf, years, events)
    const sorted = <Value>(values: readonly Value[]) => sets.order.map((row) => values[row] as Value)
    const inputs = tf.tensor2d(sorted(rows).map((row) => [...row]))
    const transposed = inputs.transpose()
    const counts = tf.tensor2d(rowWeights.map(sorted)).transpose()
    const dead = counts.mul(sets.events)
    const deaths = dead.sum(0, true)
    const hazardsOf = (weights: Tensor2D) => inputs.matMul(weights).exp().mul(counts)
    // In a resample nobody may be at risk at the longest times, where nobody dies either.
    const stepsAt = (hazards: Tensor) => dead.div(sets.atRisk(hazards).maximum(leastAtRisk))
    const gradientAt = (weights: Tensor2D): Tensor2D => {
      const hazards = hazardsOf(weights)
      const expected = hazards.mul(sets.until(stepsAt(hazards)))
      return transposed
        .matMul(expected.sub(dead) as Tensor2D)
        .div(deaths)
        .add(weights.mul(2 * penalty))
    }
    const weights = descend(
      tf,
      tf.zeros([inputs.shape[1], rowWeights.length]) as Tensor2D,
      gradientAt,
      settings,
    )
    const steps = stepsAt(hazardsOf(weights)).transpose().arraySync() as number[][]
    const sortedYears = sorted(years)
    return {
      coefficients: weights.transpose().arraySync() as number[][],
      baselines: steps.map((own) => cumulated(sortedYears, own, times)),
      gradientNorm: gradientAt(weights).abs().max().dataSync()[0] as number,
    }
  })
}

function descend(
  tf: TensorFlow,
  start: Tensor2D,
  gradientAt: (weights: Tensor2D) => Tensor2D,
  { steps, learningRate, momentum }: DescentSettings,
): Tensor2D {
  let weights = start
  let velocity: Tensor = tf.zerosLike(start)
  for (let step = 0; step < steps; step++) {
    const moved = tf.tidy(() => {
      const ahead = velocity.mul(momentum)
      const speed = ahead.sub(gradientAt(weights.add(ahead) as Tensor2D).mul(learningRate))
      return [weights.add(speed), speed] as [Tensor2D, Tensor]
    })
    weights.dispose()
    velocity.dispose()
    ;[weights, velocity] = moved
  }
  return weights
}

const cumulated = (years: readonly number[], steps: readonly number[], times: readonly number[]): number[] =>
  times.map((time) => steps.reduce((sum, step, row) => sum + ((years[row] as number) <= time ? step : 0), 0))
