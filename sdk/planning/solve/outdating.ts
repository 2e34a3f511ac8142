import { countDistribution } from './countDistribution.ts'
import type { DemandPath } from './demandPaths.ts'

/** Packs that leave the stock on a day, counted from today: demand of earlier days may have used them. */
export interface Ageing {
  readonly days: number
  readonly packs: number
}

/** Packs expected to expire of a stock within so many days. */
export type Outdating = (withinDays: number) => number

/** Standard deviations beyond which a demand is taken for certain. */
const CERTAIN = 5

/**
 * What is expected to expire of a stock, first expiring first out: after each expiry the packs lost so far are at least those
 * expiring by then that demand until then did not take, W(j) = max(W(j − 1), E[(X(j) − D(e(j)))⁺]). The estimate of the EWA policy
 * (Broekmeulen & van Donselaar 2009, Computers & Operations Research 36:3013), with the distribution of the demand at one
 * rank instead of its mean.
 *
 * @param stock first expiring first
 */
export function expectedOutdating(path: DemandPath, stock: readonly Ageing[]): Outdating {
  let packs = 0
  let lost = 0
  const losses = stock.map((lot) => {
    packs += lot.packs
    const [mean, variance] = [path.mean(lot.days), path.variance(lot.days)]
    if (mean - CERTAIN * Math.sqrt(variance) < packs) {
      lost = Math.max(lost, countDistribution(mean, variance).shortfall(packs))
    }
    return { days: lot.days, lost }
  })
  return (withinDays) => {
    let sum = 0
    for (const { days, lost } of losses) {
      if (days > withinDays) break
      sum = lost
    }
    return sum
  }
}
