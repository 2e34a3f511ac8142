import { levels } from '../../../oracle/forecasting/combination/conformal.ts'
import type { MadeForecast } from './makeForecast.ts'

/** A forecast as one JSON document. */
export function forecastJson({
  frequency,
  periods,
  horizon,
  heldOut,
  accuracy,
  products,
  leftOut,
}: MadeForecast) {
  return {
    frequency,
    horizon,
    periods: periods.slice(-horizon),
    levels,
    holdout: heldOut === 0 ? null : { periods: periods.slice(-horizon - heldOut, -horizon), accuracy },
    products: products.map(({ demand, forecast, accuracy: own }) => ({
      name: demand.name,
      point: forecast.point,
      quantiles: forecast.quantiles,
      weights: Object.fromEntries(forecast.weights),
      accuracy: own,
    })),
    leftOut,
  }
}
