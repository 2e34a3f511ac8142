import { observed } from './observed.ts'
import { forecastAll } from './oneRun.ts'
import { type Forecasts, predictive } from './policies/predictive.ts'
import type { Shapes } from './shapes.ts'
import { simulate } from './simulate.ts'
import { makeWorld } from './world.ts'

const SHORTAGE_COST = 25

/** Microseconds of processor time that one decision takes, on average over two years of all products. */
export function microsecondsOfDecision(shapes: Shapes, seed: number): number {
  const products = makeWorld(shapes, seed)
  const forecasts = forecastAll(products)
  let decisions = 0
  let microseconds = 0
  for (const [index, product] of products.entries()) {
    const policy = predictive(product, forecasts[index] as Forecasts, SHORTAGE_COST)
    const known = observed(product.demand)
    simulate(
      product,
      (view) => {
        const before = process.cpuUsage()
        const packs = policy(view)
        const { user, system } = process.cpuUsage(before)
        microseconds += user + system
        decisions++
        return packs
      },
      known,
    )
  }
  return Math.round(microseconds / decisions)
}
