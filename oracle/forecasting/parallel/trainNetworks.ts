import type { TensorFlow } from '../../runtime/tensorflow.ts'
import { earlier, prepare } from '../history/prepare.ts'
import { type TrainedNetwork, trainNetwork } from '../methods/network.ts'
import type { Task } from './trySeries.ts'

/** Series without which the network is not worth loading. */
const SERIES_FOR_NETWORK = 8

/** One network that knows nothing after the earliest origin of the back-test, for its trials, and one that knows all. */
export async function trainNetworks(
  tasks: readonly Task[],
  season: number,
  horizon: number,
  earliest: number,
  load?: () => Promise<TensorFlow>,
): Promise<{ readonly past: TrainedNetwork | null; readonly now: TrainedNetwork | null }> {
  const regular = tasks.filter(({ form }) => !form.isIntermittent)
  if (load === undefined || season <= 1 || regular.length < SERIES_FOR_NETWORK)
    return { past: null, now: null }
  const tf = await load()
  const histories = regular.flatMap(({ series, form }) => {
    const length = series.values.length - earliest
    if (length <= 0) return []
    const known = {
      ...series,
      values: series.values.slice(0, length),
      censored: series.censored.slice(0, length),
    }
    return [prepare(known, earlier(form, earliest))]
  })
  const past = trainNetwork(tf, histories, season, horizon)
  // A method that was not tried has no weight of its own.
  const now =
    past &&
    trainNetwork(
      tf,
      regular.map(({ series, form }) => prepare(series, form)),
      season,
      horizon,
    )
  return { past, now }
}
