import { periodOf } from '../../sdk/planning/calendar.ts'
import { type Figures, figuresOf } from './figures.ts'
import { createForecaster } from './forecasts.ts'
import { observed } from './observed.ts'
import { baseStock } from './policies/baseStock.ts'
import { minMax } from './policies/minMax.ts'
import { type Forecasts, predictive } from './policies/predictive.ts'
import type { Shapes } from './shapes.ts'
import { type Policy, simulate } from './simulate.ts'
import { FIRST_DAY, LAST_DAY, makeWorld, type Product, REVIEW_DAYS } from './world.ts'

/** Settings of each policy, from little stock to much. */
export const dials = {
  /** Days of average demand at which to order. */
  minMax: [19, 25, 33, 45],
  /** Most of a product's shelf life that is kept, of a minimum of {@link CAPPED_DAYS}. */
  minMaxByLife: [0.35, 0.5, 0.7, 0.85],
  /** Standard deviations of safety stock. */
  baseStock: [1.4, 2.6, 4.2],
  /** Cost of a missing pack, in prices of a pack. */
  predictive: [0.15, 0.4, 3, 25, 250, 1000],
} as const

/** Days from the minimum to the maximum: the best of 1, 4, 7, 14 and 28 in trial runs. */
export const ORDER_DAYS = 1

/** Minimum of min–max by shelf life in days, for products that last long enough: the highest of min–max. */
const CAPPED_DAYS = 45

export type PolicyName = keyof typeof dials

export const policyNames = Object.keys(dials) as readonly PolicyName[]

/** Figures over all products, for each policy at each of its settings. */
export type RunResult = Readonly<Record<PolicyName, readonly Figures[]>>

/** Lives through one world with every policy at every setting. */
export function oneRun(shapes: Shapes, seed: number): RunResult {
  const products = makeWorld(shapes, seed)
  const known = products.map(({ demand }) => observed(demand))
  const forecasts = forecastAll(products)
  const figures = (policyOf: (product: Product, index: number) => Policy) =>
    figuresOf(
      products.map((product, index) => ({
        product,
        outcome: simulate(product, policyOf(product, index), known[index] as (typeof known)[number]),
      })),
    )
  return {
    minMax: dials.minMax.map((days) => figures(() => minMax(days, ORDER_DAYS))),
    minMaxByLife: dials.minMaxByLife.map((share) =>
      figures(({ shelfLifeDays }) => {
        const most = Math.max(1, Math.floor(share * shelfLifeDays) - ORDER_DAYS)
        return minMax(Math.min(CAPPED_DAYS, most), ORDER_DAYS)
      }),
    ),
    baseStock: dials.baseStock.map((score) => figures((product) => baseStock(product, score))),
    predictive: dials.predictive.map((shortage) =>
      figures((product, index) => predictive(product, forecasts[index] as Forecasts, shortage)),
    ),
  }
}

/** The forecast of each month with a review, for each product, from the months before it. */
export function forecastAll(products: readonly Product[]): readonly Forecasts[] {
  const known = products.map(({ demand }) => observed(demand))
  const forecast = createForecaster()
  const answers = products.map(() => new Map())
  for (let day = FIRST_DAY; day < LAST_DAY; day += REVIEW_DAYS) {
    const month = periodOf(day, 'monthly')
    if (answers[0]?.has(month)) continue
    const histories = known.map((of) => of(day).months())
    for (const [index, made] of forecast(histories, month).entries()) {
      answers[index]?.set(month, made)
    }
  }
  return answers
}
