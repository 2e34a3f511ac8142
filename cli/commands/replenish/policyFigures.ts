import type { Frequency } from '../../../sdk/planning/calendar.ts'
import type { NewPolicy } from '../../../sdk/planning/policy.ts'

/** Figures of a policy as a person gives them. Money is in 1/10000 of one currency. */
export interface PolicyFigures {
  readonly capacity: number
  readonly cap?: number
  readonly periodHours: number
  readonly maximumAgeHours: number
  readonly window: number
  readonly confirmAbove: number
  readonly frequency: Frequency
  readonly horizon?: number
  /** Packs of which (s,Q) orders multiples. */
  readonly continuous?: number
  /** Thousandths. */
  readonly serviceLevel: number
  readonly leadTime?: readonly LeadTime[]
  readonly shelfLife: number
  readonly minimumRemaining: number
  readonly minimumOrder: number
  readonly multiple: number
  readonly unitCost: number
  readonly holdingCost?: number
  readonly wasteCost?: number
  readonly shortageCost?: number
}

interface LeadTime {
  readonly days: number
  readonly weight: number
}

const LONGEST_HORIZON = 104

/** The shortest that a period of the calendar can be, in days. */
const DAYS: Readonly<Record<Frequency, number>> = { monthly: 28, weekly: 7, daily: 1 }

/** Share of its cost that holding a pack for a year costs, by convention a fifth to a third: capital, room, insurance. */
const HOLDING_SHARE = 0.25

/** What the site's figures make of a policy, besides its parties and its start. */
export function policyOf(
  figures: PolicyFigures,
): Omit<NewPolicy, 'organisation' | 'supplier' | 'gtin' | 'start'> {
  const { capacity, cap = capacity, periodHours, maximumAgeHours, window, confirmAbove } = figures
  const { frequency, serviceLevel, unitCost, continuous } = figures
  const leadTime = [...(figures.leadTime ?? [{ days: 2, weight: 1 }])].sort(
    (one, other) => one.days - other.days,
  )
  const holding = figures.holdingCost ?? Math.max(1, Math.round((unitCost * HOLDING_SHARE) / 365))
  return {
    periodHours,
    maximumAgeHours,
    window,
    confirmAbove,
    frequency,
    horizon: figures.horizon ?? horizonOf(frequency, periodHours, leadTime),
    rule: continuous === undefined ? { kind: 'periodic' } : { kind: 'continuous', quantity: continuous },
    serviceLevel,
    leadTime,
    shelfLifeDays: figures.shelfLife,
    minimumRemainingDays: figures.minimumRemaining,
    costs: { holding, waste: figures.wasteCost ?? unitCost, shortage: figures.shortageCost ?? 0 },
    minimumOrder: figures.minimumOrder,
    orderMultiple: figures.multiple,
    capacity,
    cap,
  }
}

/** What is ordered now has to last until what is ordered in the next period has arrived; and today's period has begun already. */
function horizonOf(frequency: Frequency, periodHours: number, leadTime: readonly LeadTime[]): number {
  const days = periodHours / 24 + Math.max(...leadTime.map((entry) => entry.days))
  return Math.min(LONGEST_HORIZON, Math.ceil(days / DAYS[frequency]) + 1)
}
