import type { DemandForecast } from '../demandForecast.ts'

/** The figures of a policy that decide a quantity; PolicyDocument has them under these names. */
export interface SolveDocument {
  /**
   * Every period up to the level that pays (R,S); or only below the reorder point, in multiples of a quantity (s,Q), which is itself
   * one of orderMultiple.
   */
  readonly rule: { readonly kind: 'periodic' } | { readonly kind: 'continuous'; readonly quantity: number }
  /** Hours from one decision to the next. */
  readonly periodHours: number
  /** Thousandths, 500 to 999: chance that the demand until the next delivery is met. */
  readonly serviceLevel: number
  /** Days from an order to its arrival and how likely they are, relative to one another. */
  readonly leadTime: readonly { readonly days: number; readonly weight: number }[]
  /** Days that a pack has left on arrival, with the day on which it arrives and its last day of use. */
  readonly shelfLifeDays: number
  /** A pack with so many days left or fewer, today included, is no stock. */
  readonly minimumRemainingDays: number
  /** In one unit of money: holding a pack for a day, a pack that expires, a pack that is missing (0: from the service level). */
  readonly costs: { readonly holding: number; readonly waste: number; readonly shortage: number }
  /** Packs. */
  readonly minimumOrder: number
  readonly orderMultiple: number
  /** Most packs in stock and on order. */
  readonly capacity: number
}

export interface SolveInput {
  /** Days since 1970-01-01; its demand is still to come. */
  readonly today: number
  readonly document: SolveDocument
  /** Usable packs in stock. A pack may be used up to its expiryDay: it has expiryDay − today + 1 days left, today included. */
  readonly lots: readonly { readonly expiryDay: number; readonly packs: number }[]
  /** Packs still to come, of every order. */
  readonly onOrder: readonly number[]
  readonly forecast: Pick<DemandForecast, 'frequency' | 'firstPeriod' | 'levels' | 'quantiles'>
}

export interface SolveResult {
  /** To be ordered now. */
  readonly packs: number
  /** Packs in stock and on order up to which ordering pays, as things stand today. */
  readonly orderUpTo: number
  /** Packs in stock and on order below which ordering is called for: of (s,Q); of (R,S) it is orderUpTo. */
  readonly reorderPoint: number
  /** Thousandths: chance that the demand until the next delivery exceeds what is there with this order. */
  readonly shortageRisk: number
  /** Thousandths of a pack: what is expected to expire of the stock and of this order. */
  readonly expectedWaste: number
}
