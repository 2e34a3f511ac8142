import type { Tensor, Tensor2D } from '@tensorflow/tfjs'
import type { TensorFlow } from '../../runtime/tensorflow.ts'

/** Rows by falling time, so that everyone at risk at a row's time stands before it or ties with it. */
export interface RiskSets {
  readonly order: readonly number[]
  /** 1 for the event, [rows, 1]. */
  readonly events: Tensor2D
  /** Sums over those at risk at each row's time. */
  atRisk(values: Tensor): Tensor
  /** Sums over the rows whose time is no later: those at which this row was at risk. */
  until(values: Tensor): Tensor
}

/** Tensors are the caller's to dispose of. */
export function riskSets(tf: TensorFlow, years: readonly number[], events: readonly boolean[]): RiskSets {
  const order = years
    .map((_, row) => row)
    .sort((one, other) => (years[other] as number) - (years[one] as number))
  const sorted = order.map((row) => years[row] as number)
  const firstOf = new Map<number, number>()
  const lastOf = new Map<number, number>()
  for (const [index, own] of sorted.entries()) {
    if (!firstOf.has(own)) firstOf.set(own, index)
    lastOf.set(own, index)
  }
  const first = tf.tensor1d(
    sorted.map((own) => firstOf.get(own) as number),
    'int32',
  )
  const last = tf.tensor1d(
    sorted.map((own) => lastOf.get(own) as number),
    'int32',
  )
  return {
    order,
    events: tf.tensor2d(order.map((row) => [events[row] ? 1 : 0])),
    atRisk: (values) => values.cumsum(0).gather(last),
    until: (values) => values.cumsum(0, false, true).gather(first),
  }
}
