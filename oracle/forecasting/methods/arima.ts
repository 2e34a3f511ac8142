import { difference, integrate } from '../numeric/differences.ts'
import { nelderMead } from '../numeric/nelderMead.ts'
import { convolve, stableCoefficients } from '../numeric/polynomials.ts'
import type { History, Method } from './method.ts'

/** (p,d,q)(P,D,Q) of a seasonal ARIMA model. */
export interface Orders {
  readonly p: number
  readonly d: number
  readonly q: number
  readonly P: number
  readonly D: number
  readonly Q: number
}

const ordersOf = (p: number, d: number, q: number, P: number, D: number, Q: number): Orders => ({
  p,
  d,
  q,
  P,
  D,
  Q,
})

/**
 * One seasonal difference and long memory beside it: what Hyndman & Athanasopoulos (2021, section 9.9) find for
 * monthly drug subsidies. On prescriptions and their cost before the benchmark's first origin it beat the airline model.
 */
const SEASONAL: readonly Orders[] = [ordersOf(3, 0, 1, 0, 1, 2)]

const PLAIN: readonly Orders[] = [ordersOf(0, 1, 1, 0, 0, 0), ordersOf(1, 1, 1, 0, 0, 0)]

const PLAIN_WITH_DRIFT: readonly Orders[] = [ordersOf(0, 1, 1, 0, 0, 0)]

const EVALUATIONS_A_PARAMETER = 40

const historyNeeded = (season: number) => (season > 1 ? 3 * season + 1 : 10)

/**
 * Seasonal ARIMA by conditional least squares (Box & Jenkins 1976, section 7.1), the orders by the corrected Akaike
 * criterion. Coefficients are kept stationary and invertible through partial autocorrelations (Monahan 1984).
 */
export const arima: Method = {
  name: 'ARIMA',
  minimumHistory: historyNeeded,
  forecast: (history, horizon) =>
    bestFit(history, history.season > 1 ? SEASONAL : PLAIN, false).forecast(horizon),
}

/** One seasonal difference and a constant: growth over the season goes on, where without it growth dies away. */
const SEASONAL_WITH_DRIFT: readonly Orders[] = [ordersOf(1, 0, 1, 0, 1, 1), ordersOf(3, 0, 1, 0, 1, 2)]

export const arimaWithDrift: Method = {
  name: 'ARIMA with drift',
  minimumHistory: historyNeeded,
  forecast: (history, horizon) =>
    bestFit(history, history.season > 1 ? SEASONAL_WITH_DRIFT : PLAIN_WITH_DRIFT, true).forecast(horizon),
}

function bestFit(history: History, candidates: readonly Orders[], hasDrift: boolean): Fit {
  const fits = candidates.map((orders) => fitArima(history, orders, hasDrift))
  return fits.reduce((one, other) => (other.criterion < one.criterion ? other : one))
}

interface Fit {
  readonly criterion: number
  forecast(horizon: number): readonly number[]
}

/** @param hasDrift whether the differences have a constant (section 9.7 of Hyndman & Athanasopoulos 2021) */
function fitArima({ values, season }: History, orders: Orders, hasDrift: boolean): Fit {
  const { d, D } = orders
  const differenced = difference(values, season, d, D)
  const constant = hasDrift ? mean(differenced) : 0
  const centred = differenced.map((value) => value - constant)
  const count = orders.p + orders.q + orders.P + orders.Q
  const residuals = residualsOf(centred, season, orders)
  const loss = (place: readonly number[]) => sumOfSquares(residuals(place))
  const start = new Array<number>(count).fill(0.1)
  const found = nelderMead(loss, start, 0.4, EVALUATIONS_A_PARAMETER * count)
  const periods = centred.length
  const parameters = count + 1 + (hasDrift ? 1 : 0)
  const criterion =
    periods * Math.log(loss(found) / periods + Number.MIN_VALUE) +
    2 * parameters +
    (2 * parameters * (parameters + 1)) / Math.max(1, periods - parameters - 1)
  return {
    criterion,
    forecast(horizon) {
      const { autoregressive, movingAverage } = polynomials(found, season, orders)
      const past = [...centred]
      const errors = [...residuals(found)]
      for (let step = 0; step < horizon; step++) {
        const time = past.length
        let next = 0
        for (let lag = 1; lag < autoregressive.length; lag++)
          next -= (autoregressive[lag] as number) * (past[time - lag] ?? 0)
        for (let lag = 1; lag < movingAverage.length; lag++)
          next += (movingAverage[lag] as number) * (errors[time - lag] ?? 0)
        past.push(next)
        errors.push(0)
      }
      return integrate(
        values,
        past.slice(-horizon).map((value) => value + constant),
        season,
        d,
        D,
      )
    },
  }
}

/** φ(B)Φ(Bᵐ) and θ(B)Θ(Bᵐ), coefficients by rising lag. */
function polynomials(place: readonly number[], season: number, { p, q, P, Q }: Orders) {
  const part = (from: number, length: number, every: number, sign: number) => {
    const coefficients = stableCoefficients(place.slice(from, from + length))
    const polynomial = new Array<number>(length * every + 1).fill(0)
    polynomial[0] = 1
    for (const [index, value] of coefficients.entries()) polynomial[(index + 1) * every] = sign * value
    return polynomial
  }
  return {
    autoregressive: convolve(part(0, p, 1, -1), part(p, P, season, -1)),
    movingAverage: convolve(part(p + P, q, 1, -1), part(p + P + q, Q, season, -1)),
  }
}

/** One-step errors, those before the start taken as zero. */
function residualsOf(centred: readonly number[], season: number, orders: Orders) {
  const reach = orders.q + orders.Q * season
  // As many zeros as the moving average reaches back stand before the errors, so that no lag has to be checked.
  const padded = new Float64Array(reach + centred.length)
  const errors = padded.subarray(reach)
  const values = Float64Array.from(centred)
  return (place: readonly number[]): Float64Array => {
    const { autoregressive, movingAverage } = polynomials(place, season, orders)
    errors.set(values)
    // Each lag of the autoregressive side at once, as it looks at values alone.
    for (const [lag, value] of lagsOf(autoregressive)) {
      for (let time = lag; time < values.length; time++)
        errors[time] = (errors[time] as number) + value * (values[time - lag] as number)
    }
    const moving = lagsOf(movingAverage)
    const lags = Int32Array.from(moving, ([lag]) => lag)
    const weights = Float64Array.from(moving, ([, value]) => value)
    for (let time = reach; time < padded.length; time++) {
      let error = padded[time] as number
      for (let index = 0; index < lags.length; index++)
        error -= (weights[index] as number) * (padded[time - (lags[index] as number)] as number)
      padded[time] = error
    }
    return errors
  }
}

const lagsOf = (polynomial: readonly number[]): readonly (readonly [lag: number, value: number])[] =>
  polynomial.flatMap((value, lag) => (lag === 0 || value === 0 ? [] : [[lag, value] as const]))

function sumOfSquares(errors: Float64Array): number {
  let sum = 0
  for (let time = 0; time < errors.length; time++) sum += (errors[time] as number) ** 2
  return sum
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
