import { HOLDING_A_YEAR } from './policies/predictive.ts'
import type { Outcome } from './simulate.ts'
import type { Product } from './world.ts'

/** What a run is judged by, over all products of two years. */
export interface Figures {
  /** Packs dispensed of those asked for. */
  readonly fillRate: number
  /** Mean over products of their fill rate: slow movers count as much as fast ones. */
  readonly fillRateOfProducts: number
  /** Weeks of a product without a missing pack, of all. */
  readonly cycleServiceLevel: number
  /** Days on which a product was short, over all products. */
  readonly shortageDays: number
  /** Packs that expired, of those received. */
  readonly expiredShare: number
  /** Cost of holding stock, a year, at a fifth of the price a year, in currency. */
  readonly holdingCost: number
  /** Price of what expired, a year, in currency. */
  readonly expiredValue: number
}

interface Lived {
  readonly product: Product
  readonly outcome: Outcome
}

const UNIT = 10_000

export function figuresOf(lived: readonly Lived[]): Figures {
  const sum = (of: (one: Lived) => number) => lived.reduce((total, one) => total + of(one), 0)
  const years = sum(({ outcome }) => outcome.cycles) / lived.length / 52
  return {
    fillRate: sum(({ outcome }) => outcome.dispensed) / sum(({ outcome }) => outcome.demanded),
    fillRateOfProducts: sum(({ outcome }) => fillRate(outcome)) / lived.length,
    cycleServiceLevel: sum(({ outcome }) => outcome.cyclesMet) / sum(({ outcome }) => outcome.cycles),
    shortageDays: sum(({ outcome }) => outcome.shortageDays),
    expiredShare: sum(({ outcome }) => outcome.expired) / sum(({ outcome }) => outcome.received),
    holdingCost:
      sum(({ outcome, product }) => ((outcome.packDays * product.price) / UNIT) * (HOLDING_A_YEAR / 365)) /
      years,
    expiredValue: sum(({ outcome, product }) => (outcome.expired * product.price) / UNIT) / years,
  }
}

const fillRate = ({ dispensed, demanded }: Outcome) => (demanded === 0 ? 1 : dispensed / demanded)
