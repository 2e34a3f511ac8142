import type { DemandTable } from '../../oracle/forecasting/series.ts'
import { type Random, seededRandom } from '../../oracle/models/random.ts'

const normal = (random: Random) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

/**
 * Monthly demand as medicines have it, made up: a level of its own, a trend that wanders, a season with a peak in a month of its own,
 * noise that multiplies. One in ten products is asked for in some months only.
 */
export function madeUpDemand(products: number, periods: number, seed: number): DemandTable {
  const random = seededRandom(seed)
  const series = Array.from({ length: products }, (_, product) => {
    const level = Math.exp(4 + 6 * random())
    const swing = 0.3 * random()
    const peak = 12 * random()
    const noise = 0.03 + 0.12 * random()
    const isRare = product % 10 === 9
    let trend = 0.004 * normal(random)
    let drift = 0
    const values = Array.from({ length: periods }, (_, month) => {
      trend = 0.98 * trend + 0.001 * normal(random)
      drift += trend
      const season = swing * Math.cos((2 * Math.PI * (month - peak)) / 12)
      const demand = Math.round(level * Math.exp(drift + season + noise * normal(random)))
      return isRare && random() < 0.6 ? 0 : demand
    })
    return { name: `product ${product + 1}`, values, censored: values.map(() => false) }
  })
  return { frequency: 'monthly', firstPeriod: 400, series }
}
