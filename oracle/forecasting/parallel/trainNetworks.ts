import type { TensorFlow } from '../../runtime/tensorflow.ts'
import { earlier, prepare } from '../history/prepare.ts'
import { type PastNetwork, type TrainedNetwork, trainNetwork } from '../methods/network.ts'
import type { Task } from './trySeries.ts'

/** Series without which the network is not worth loading. */
const SERIES_FOR_NETWORK = 8

/**
 * One network for its trials and one that knows all.
 * @param before periods that the first is not to know
 */
export async function trainNetworks(
  tasks: readonly Task[],
  season: number,
  horizon: number,
  before: number,
  load?: () => Promise<TensorFlow>,
): Promise<{ readonly past: PastNetwork | null; readonly now: TrainedNetwork | null }> {
  const regular = tasks.filter(({ form }) => !form.isIntermittent)
  const none = { past: null, now: null }
  if (load === undefined || season <= 1 || regular.length < SERIES_FOR_NETWORK) return none
  const tf = await load()
  const histories = regular.flatMap(({ series, form }) => {
    const length = series.values.length - before
    if (length <= 0) return []
    const known = {
      ...series,
      values: series.values.slice(0, length),
      censored: series.censored.slice(0, length),
    }
    return [prepare(known, earlier(form, before))]
  })
  const network = trainNetwork(tf, histories, season, horizon)
  // A method that was not tried has no weight of its own.
  if (network === null) return none
  const all = regular.map(({ series, form }) => prepare(series, form))
  return { past: { network, before }, now: trainNetwork(tf, all, season, horizon) }
}
