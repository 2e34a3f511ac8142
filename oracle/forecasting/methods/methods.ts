import type { Prepared } from '../history/prepare.ts'
import { arima, arimaWithDrift } from './arima.ts'
import { croston, tsb } from './croston.ts'
import { decomposition } from './decomposition.ts'
import { holtWinters } from './holtWinters.ts'
import type { Method } from './method.ts'
import { networkForecast, type TrainedNetwork } from './network.ts'
import { recentMean } from './recentMean.ts'
import { seasonalNaive } from './seasonalNaive.ts'
import { theta } from './theta.ts'

const REGULAR: readonly Method[] = [holtWinters, theta, arima, arimaWithDrift, decomposition]
const INTERMITTENT: readonly Method[] = [croston, tsb, recentMean]

/** The name of the network in what is told about a combination. */
const NETWORK = 'network'

/**
 * What each method that has enough history says.
 * @returns forecasts by name, in the domain of the history; never empty, never a number that is not finite
 */
export function forecastEach(
  history: Prepared,
  horizon: number,
  network: TrainedNetwork | null,
): Map<string, readonly number[]> {
  const forecasts = new Map<string, readonly number[]>()
  for (const method of history.isIntermittent ? INTERMITTENT : REGULAR) {
    if (history.values.length < method.minimumHistory(history.season)) continue
    const said = method.forecast(history, horizon)
    if (said.every(Number.isFinite)) forecasts.set(method.name, said)
  }
  const learned = network && !history.isIntermittent ? networkForecast(network, history) : null
  // A network looks as far as it was trained for.
  if (learned !== null && learned.length >= horizon) forecasts.set(NETWORK, learned)
  if (forecasts.size === 0) forecasts.set(recentMean.name, recentMean.forecast(history, horizon))
  return forecasts
}

/** What others are measured by, with the mean where there is no season of history. */
export function forecastNaive({ unshifted, season }: Prepared, horizon: number): readonly number[] {
  const method = unshifted.length >= season ? seasonalNaive : recentMean
  return method.forecast({ values: unshifted, season }, horizon)
}
