import type { KnownDemand } from './observed.ts'
import {
  COUNTED_FROM,
  type Delivery,
  FIRST_DAY,
  HISTORY_START,
  LAST_DAY,
  type Product,
  REVIEW_DAYS,
} from './world.ts'

export interface Lot {
  /** Last day on which it may be dispensed. */
  readonly expiryDay: number
  readonly arrivedOn: number
  packs: number
}

/** What a policy is shown on a day of review. */
export interface View {
  readonly today: number
  /** First expiring first, none of them expired. */
  readonly lots: readonly Readonly<Lot>[]
  /** Packs still to come, of every order. */
  readonly onOrder: readonly number[]
  readonly demand: KnownDemand
}

/** How many packs to order. */
export type Policy = (view: View) => number

/** What became of all packs of a product in the time that is counted. */
export interface Outcome {
  readonly atStart: number
  readonly received: number
  readonly dispensed: number
  readonly expired: number
  readonly recalled: number
  /** Spoilt on the way: never received. */
  readonly lost: number
  readonly atEnd: number
  readonly demanded: number
  readonly shortageDays: number
  /** Weeks, and those in which nothing was short. */
  readonly cycles: number
  readonly cyclesMet: number
  /** Packs at the end of each day, added up. */
  readonly packDays: number
}

type Counts = { -readonly [Name in keyof Outcome]: Outcome[Name] }

/** What happened on a day, for who draws it. */
export interface DayRecord {
  readonly day: number
  readonly stock: number
  readonly short: number
  readonly ordered: number
  readonly expired: number
  readonly recalled: number
}

const FIRST_STOCK_DAYS = 21

/**
 * One product under one policy, day by day: in the morning what arrives is booked and what is out of date or recalled is taken out,
 * on a day of review the policy orders, then the demand of the day is met from what expires first, as far as there is stock.
 * Demand that is not met is lost to the pharmacy, but was seen.
 */
export function simulate(
  product: Product,
  policy: Policy,
  known: (day: number) => KnownDemand,
  onDay?: (record: DayRecord) => void,
): Outcome {
  const { demand, deliveries, recalls, shelfLifeDays } = product
  const first = Math.ceil((known(FIRST_DAY).last(90) / 90) * FIRST_STOCK_DAYS)
  let lots: Lot[] = [{ expiryDay: FIRST_DAY + shelfLifeDays - 1, arrivedOn: FIRST_DAY, packs: first }]
  let coming: { readonly day: number; readonly packs: number; readonly delivery: Delivery }[] = []
  let counts = nothingYet(first)
  let isWeekMet = true

  const takeOut = (isOut: (lot: Lot) => boolean): number => {
    const packs = packsOf(lots.filter(isOut))
    if (packs > 0) lots = lots.filter((lot) => !isOut(lot))
    return packs
  }

  for (let day = FIRST_DAY; day < LAST_DAY; day++) {
    if (day === COUNTED_FROM) counts = nothingYet(packsOf(lots))
    for (const { packs, delivery } of coming.filter((order) => order.day === day)) {
      if (delivery.isLost) counts.lost += packs
      else {
        counts.received += packs
        lots.push({ expiryDay: day + delivery.lifeDays - 1, arrivedOn: day, packs })
        lots.sort((one, other) => one.expiryDay - other.expiryDay)
      }
    }
    coming = coming.filter((order) => order.day !== day)
    const expired = takeOut(({ expiryDay }) => expiryDay < day)
    const recall = recalls.find((one) => one.day === day)
    const recalled =
      recall === undefined
        ? 0
        : takeOut(({ arrivedOn }) => arrivedOn >= recall.arrivedFrom && arrivedOn < day)
    counts.expired += expired
    counts.recalled += recalled

    const week = (day - FIRST_DAY) / REVIEW_DAYS
    let ordered = 0
    if (Number.isInteger(week)) {
      const onOrder = coming.map(({ packs }) => packs)
      ordered = policy({ today: day, lots, onOrder, demand: known(day) })
      const delivery = deliveries[week] as Delivery
      if (ordered > 0) coming.push({ day: day + delivery.days, packs: ordered, delivery })
      isWeekMet = true
    }

    const asked = demand[day - HISTORY_START] as number
    const short = dispense(lots, asked)
    lots = lots.filter(({ packs }) => packs > 0)
    const stock = packsOf(lots)
    counts.demanded += asked
    counts.dispensed += asked - short
    counts.packDays += stock
    if (short > 0) {
      counts.shortageDays++
      isWeekMet = false
    }
    if ((day - FIRST_DAY) % REVIEW_DAYS === REVIEW_DAYS - 1) {
      counts.cycles++
      if (isWeekMet) counts.cyclesMet++
    }
    onDay?.({ day, stock, short, ordered, expired, recalled })
  }
  return { ...counts, atEnd: packsOf(lots) }
}

/** @returns packs that are missing */
function dispense(lots: readonly Lot[], asked: number): number {
  let left = asked
  for (const lot of lots) {
    const taken = Math.min(left, lot.packs)
    lot.packs -= taken
    left -= taken
    if (left === 0) break
  }
  return left
}

const packsOf = (lots: readonly Lot[]) => lots.reduce((sum, { packs }) => sum + packs, 0)

const nothingYet = (atStart: number): Counts => ({
  atStart,
  received: 0,
  dispensed: 0,
  expired: 0,
  recalled: 0,
  lost: 0,
  atEnd: 0,
  demanded: 0,
  shortageDays: 0,
  cycles: 0,
  cyclesMet: 0,
  packDays: 0,
})
