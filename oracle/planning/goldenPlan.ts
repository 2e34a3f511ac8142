import { hashCanonicalJson } from '../../sdk/crypto/canonicalJson.ts'
import { IntegrityError } from '../../sdk/errors/index.ts'
import { type DemandHistory, historyHash } from '../../sdk/planning/history.ts'
import type { PlanOpening } from '../../sdk/planning/planOpening.ts'
import type { Planner, PlanQuestion } from './plan.ts'

/**
 * Hash of what the released code plans for the histories below: part of the model version, so that other code, which finds
 * something else, is another version.
 */
export const GOLDEN_PLANS = '0x94817b866c2db1b554a3c77c8af0a7d3640308fa701ca1d9ca06bb46b37089a7'

const bytes32 = (digit: string) => `0x${digit.repeat(64)}`
const address = (digit: string) => `0x${digit.repeat(40)}`

/** Days with a weekly season and a stock-out, and months with a yearly season, zeros and gaps. */
const HISTORIES: readonly DemandHistory[] = [
  {
    format: 'salus-demand/1',
    frequency: 'daily',
    firstPeriod: 20_000,
    values: Array.from({ length: 84 }, (_, day) => 6 + ((day * day * 5) % 11) + (day % 7 === 0 ? 9 : 0)),
    censored: Array.from({ length: 84 }, (_, day) => day === 40),
    chainFrom: 20_000,
  },
  {
    format: 'salus-demand/1',
    frequency: 'monthly',
    firstPeriod: 600,
    values: Array.from({ length: 60 }, (_, month) =>
      month === 17 ? null : month % 12 === 3 ? 0 : 20 + ((month * 11) % 17),
    ),
    censored: Array.from({ length: 60 }, () => false),
    chainFrom: 600,
  },
]

const openingOf = (history: DemandHistory): PlanOpening => ({
  file: {
    document: {
      format: 'salus-policy/1',
      chainId: 1,
      contract: address('1'),
      organisation: address('2'),
      supplier: address('3'),
      gtin: '09506000134352',
      start: 0,
      periodHours: history.frequency === 'daily' ? 24 : 720,
      maximumAgeHours: 48,
      window: 4,
      confirmAbove: 100,
      frequency: history.frequency,
      horizon: history.frequency === 'daily' ? 28 : 6,
      rule: { kind: 'periodic' },
      serviceLevel: 950,
      leadTime: [
        { days: 1, weight: 3 },
        { days: 4, weight: 1 },
      ],
      shelfLifeDays: 200,
      minimumRemainingDays: 20,
      costs: { holding: 10, waste: 50_000, shortage: 0 },
      minimumOrder: 5,
      orderMultiple: 5,
      capacity: 5_000,
      cap: 5_000,
    },
    secret: bytes32('4'),
  },
  position: {
    format: 'salus-position/1',
    policyId: bytes32('5'),
    block: 1,
    day: history.frequency === 'daily' ? 20_084 : 20_089,
    lots: [
      { batchId: bytes32('6'), expiryDay: 20_130, packs: 7 },
      { batchId: bytes32('7'), expiryDay: 20_400, packs: 11 },
    ],
    onTheWay: 0,
    unusable: 3,
    onOrder: [{ orderId: bytes32('8'), packs: 4 }],
    historyHash: historyHash(history),
  },
  history,
  batches: [],
  orders: [],
})

const QUESTION: PlanQuestion = { policyId: bytes32('5'), period: 9, position: bytes32('9'), ordered: 10 }

/** What a planner plans for the golden openings. */
export async function goldenPlans({ plan }: Pick<Planner, 'plan'>): Promise<string> {
  const plans: unknown[] = []
  for (const history of HISTORIES) plans.push(await plan(openingOf(history), QUESTION))
  return hashCanonicalJson(plans)
}

/** @throws IntegrityError RUNTIME_NOT_PINNED where this machine plans otherwise than the released code did */
export async function selfCheckPlanner(planner: Pick<Planner, 'plan'>): Promise<void> {
  const found = await goldenPlans(planner)
  if (found === GOLDEN_PLANS) return
  throw new IntegrityError(
    'RUNTIME_NOT_PINNED',
    `The golden plans hash to ${found} here, and were released as ${GOLDEN_PLANS}: this machine computes otherwise, or the code changed.`,
  )
}
