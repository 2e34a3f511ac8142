import { FinalError, InvalidInputError } from '../../sdk/errors/index.ts'
import type { DemandForecast } from '../../sdk/planning/demandForecast.ts'
import { type DemandHistory, endOfHistory, historyHash } from '../../sdk/planning/history.ts'
import type { PolicyDocument } from '../../sdk/planning/policy.ts'
import { forecastTable } from '../forecasting/forecastTable.ts'
import { quantiseForecast } from '../forecasting/quantise.ts'

export interface ForecastQuestion {
  readonly policyId: string
  /** Of the policy. */
  readonly period: number
  readonly document: Pick<PolicyDocument, 'frequency' | 'horizon'>
}

/**
 * The demand to come, from the one history alone and therefore without the network of many products: a pure function of its
 * arguments on one build of Node.js, quantised as it is signed.
 *
 * @throws InvalidInputError FORECAST_INVALID; sentences tell no quantity
 */
export async function forecastDemand(
  history: DemandHistory,
  { policyId, period, document: { frequency, horizon } }: ForecastQuestion,
): Promise<DemandForecast> {
  if (history.frequency !== frequency) {
    throw new InvalidInputError(
      'FORECAST_INVALID',
      'The history is not by the periods that the policy names.',
    )
  }
  const { firstPeriod, values, censored } = history
  const table = { frequency, firstPeriod, series: [{ name: 'demand', values, censored }] }
  const pairs = await forecastTable(table, { horizon }).catch((cause: unknown) => {
    if (!(cause instanceof FinalError)) throw cause
    throw new InvalidInputError(
      'FORECAST_INVALID',
      'The history is too short, or too unknown, for the horizon of the policy.',
      { cause },
    )
  })
  const combination = pairs[0]?.combination
  if (!combination) throw new InvalidInputError('FORECAST_INVALID', 'There is no history to forecast from.')
  return quantiseForecast(combination, {
    policyId,
    period,
    historyHash: historyHash(history),
    frequency,
    firstPeriod: endOfHistory(history),
  })
}
