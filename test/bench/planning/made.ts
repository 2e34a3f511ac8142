import type { KnownDemand } from '../../../bench/planning/observed.ts'
import {
  COUNTED_FROM,
  HISTORY_START,
  LAST_DAY,
  type Product,
  REVIEWS,
} from '../../../bench/planning/world.ts'

/** A product that is asked for so often each day, delivered after two days, always whole. */
export const steady = (perDay: number, changes: Partial<Product> = {}): Product => ({
  name: 'product',
  kind: 'steady',
  price: 100_000,
  shelfLifeDays: 60,
  leadTime: [{ days: 2, weight: 1 }],
  demand: new Array<number>(LAST_DAY - HISTORY_START).fill(perDay),
  deliveries: Array.from({ length: REVIEWS }, () => ({ days: 2, lifeDays: 60, isLost: false })),
  recalls: [],
  ...changes,
})

/** The first week that is counted. */
export const FIRST_WEEK = 12

export const dayOfWeek = (week: number, day = 0): number => COUNTED_FROM + 7 * (week - FIRST_WEEK) + day

/** So many packs asked for on each day before. */
export const constant = (perDay: number): KnownDemand => ({
  last: (days) => perDay * days,
  months: () => [],
})
