import type { Tensor, Tensor2D } from '@tensorflow/tfjs'
import type { TensorFlow } from '../../runtime/tensorflow.ts'
import { seededRandom } from '../random.ts'
import type { CoxProblem, DescentSettings } from './coxRegression.ts'
import { riskSets } from './riskSets.ts'

export interface NetworkSettings {
  readonly units: number
  readonly penalty: number
  /** One network each; their log hazards are added up. */
  readonly seeds: readonly number[]
  readonly descent: DescentSettings
}

/**
 * A network of one hidden layer (tanh) on the Cox partial likelihood (Faraggi & Simon 1995): what the regression has to beat in
 * cross-validation to be shipped.
 *
 * @returns log hazards of the rows asked for, up to a constant
 */
export function fitCoxNetwork(
  tf: TensorFlow,
  { rows, years, events }: Pick<CoxProblem, 'rows' | 'years' | 'events'>,
  asked: readonly (readonly number[])[],
  { units, penalty, seeds, descent }: NetworkSettings,
): number[] {
  const withOne = (row: readonly number[]) => [...row, 1]
  return tf.tidy(() => {
    const sets = riskSets(tf, years, events)
    const inputs = tf.tensor2d(sets.order.map((row) => withOne(rows[row] as readonly number[])))
    const transposed = inputs.transpose()
    const deaths = events.filter((event) => event).length
    const gradientsAt = (first: Tensor2D, second: Tensor2D): [Tensor2D, Tensor2D] => {
      const hidden = inputs.matMul(first).tanh() as Tensor2D
      const hazards = hidden.matMul(second).exp()
      const expected = hazards.mul(sets.until(sets.events.div(sets.atRisk(hazards))))
      const error = expected.sub(sets.events).div(deaths) as Tensor2D
      const back = error.matMul(second.transpose() as Tensor2D).mul(hidden.square().neg().add(1)) as Tensor2D
      return [
        (transposed as Tensor2D).matMul(back).add(first.mul(2 * penalty)) as Tensor2D,
        (hidden.transpose() as Tensor2D).matMul(error).add(second.mul(2 * penalty)) as Tensor2D,
      ]
    }
    const questions = tf.tensor2d(asked.map(withOne))
    const total = new Array<number>(asked.length).fill(0)
    for (const seed of seeds) {
      const scores = tf.tidy(() => {
        const random = seededRandom(seed)
        const small = (height: number, width: number): Tensor2D =>
          tf.tensor2d(
            Array.from({ length: height }, () => Array.from({ length: width }, () => random() - 0.5)),
          )
        let weights = [small(inputs.shape[1], units), small(units, 1)] as [Tensor2D, Tensor2D]
        let speeds: Tensor[] = weights.map((own) => tf.zerosLike(own))
        for (let step = 0; step < descent.steps; step++) {
          const next = tf.tidy(() => {
            const ahead = speeds.map((speed) => speed.mul(descent.momentum))
            const [first, second] = weights.map((own, index) => own.add(ahead[index] as Tensor)) as [
              Tensor2D,
              Tensor2D,
            ]
            const moved = gradientsAt(first, second).map((gradient, index) =>
              (ahead[index] as Tensor).sub(gradient.mul(descent.learningRate)),
            )
            return [...weights.map((own, index) => own.add(moved[index] as Tensor)), ...moved]
          })
          tf.dispose([...weights, ...speeds])
          weights = [next[0] as Tensor2D, next[1] as Tensor2D]
          speeds = next.slice(2)
        }
        return questions.matMul(weights[0]).tanh().matMul(weights[1]).dataSync()
      })
      for (const [index, score] of scores.entries()) total[index] = (total[index] as number) + score
    }
    return total
  })
}
