import { firstDayOf, periodOf } from '../../../../sdk/planning/calendar.ts'
import type { SolveDocument, SolveInput } from '../../../../sdk/planning/solve/input.ts'

/** 2026-06-01, the first day of a month and a Monday. */
export const TODAY = 20_605
export const MONTH = periodOf(TODAY, 'monthly')

export const LEVELS = [25, 100, 250, 500, 750, 900, 975]

/** Thirty days, so that a rate a day is easy to see. */
export const daysOfMonth = firstDayOf(MONTH + 1, 'monthly') - firstDayOf(MONTH, 'monthly')

/** Packs a month at each of the levels, for so many months. */
export const monthly = (packs: readonly number[], months = 6): SolveInput['forecast'] => ({
  frequency: 'monthly',
  firstPeriod: MONTH,
  levels: LEVELS,
  quantiles: Array.from({ length: months }, () => packs.map((value) => Math.round(1000 * value))),
})

/** As many packs a day at every level, for so many days: what comes is then Poisson. */
export const daily = (packs: number, days: number): SolveInput['forecast'] => ({
  frequency: 'daily',
  firstPeriod: TODAY,
  levels: LEVELS,
  quantiles: Array.from({ length: days }, () => LEVELS.map(() => Math.round(1000 * packs))),
})

export const document: SolveDocument = {
  rule: { kind: 'periodic' },
  periodHours: 168,
  serviceLevel: 950,
  leadTime: [{ days: 3, weight: 1 }],
  shelfLifeDays: 180,
  minimumRemainingDays: 0,
  costs: { holding: 50, waste: 100_000, shortage: 0 },
  minimumOrder: 1,
  orderMultiple: 1,
  capacity: 100_000,
}

export interface Changes extends Partial<Omit<SolveInput, 'document'>> {
  readonly document?: Partial<SolveDocument>
}

export const inputOf = ({ document: own, ...rest }: Changes = {}): SolveInput => ({
  today: TODAY,
  lots: [],
  onOrder: [],
  forecast: monthly([20, 24, 27, 30, 34, 38, 44]),
  ...rest,
  document: { ...document, ...own },
})

/** Probabilities of 0, 1, … packs, by the textbook formula. */
export function poissonOf(mean: number, most = 400): readonly number[] {
  const chances = [Math.exp(-mean)]
  for (let packs = 1; packs <= most; packs++) {
    chances.push(((chances[packs - 1] as number) * mean) / packs)
  }
  return chances
}

export const expected = (chances: readonly number[], of: (packs: number) => number): number =>
  chances.reduce((sum, chance, packs) => sum + chance * of(packs), 0)
