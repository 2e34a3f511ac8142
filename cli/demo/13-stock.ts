import { chainTime } from '../../sdk/chain/time.ts'
import { proveBatch } from '../../sdk/planning/batchOfProduct.ts'
import { periodOf } from '../../sdk/planning/calendar.ts'
import type { DemandHistory } from '../../sdk/planning/history.ts'
import { createPolicyFile, type PolicyFile } from '../../sdk/planning/policy.ts'
import type { StockPosition } from '../../sdk/planning/position.ts'
import { readPolicy } from '../../sdk/planning/readPolicy.ts'
import { dispensePack } from '../../sdk/provenance/dispensePack.ts'
import { findUnit } from '../../sdk/provenance/findUnit.ts'
import { type Timeline, transaction } from '../output/timeline.ts'
import type { Law } from './1-law.ts'
import type { Batch } from './9-batch.ts'
import { ask } from './11-pharmacy.ts'
import type { DrugActor } from './drugActors.ts'
import { expect, waitFor } from './expect.ts'
import { openPharmacyGateway, type PharmacyGateway } from './pharmacyGateway.ts'
import { mined, type World } from './world.ts'

const WEEKS = 104

/** Packs a week, about. */
const DEMAND = 85

/** Indices of packs that the pharmacy dispenses while its gateway watches. */
const DISPENSED = [1, 2]

export interface Site {
  readonly pharmacy: DrugActor
  readonly gateway: PharmacyGateway
  readonly policyId: string
  readonly file: PolicyFile
}

/** The pharmacy says once what it wants of a product; from then on the chain itself tells what it has of it. */
export async function keepStock(
  timeline: Timeline,
  world: World,
  law: Law,
  batch: Batch,
  pharmacy: DrugActor,
): Promise<Site> {
  timeline.chapter(
    'The stock',
    'Nobody types stock in: what is dispensed, received, held or recalled on the chain moves it.',
  )
  const { contracts, organisation } = pharmacy
  const gateway = await timeline.step('The pharmacy opens its gateway', async () => {
    const value = await openPharmacyGateway(world, law)
    return { value, detail: `${value.url}, which acts under an account of its own` }
  })
  const { staff } = gateway
  const now = await chainTime(contracts)
  const { file, policyId } = await timeline.step('It sets a policy for the product', async () => {
    const file = createPolicyFile(contracts, policyOf(batch, organisation, now))
    const { policyId, transactionHash } = await staff.setPlanningPolicy(file)
    expect(transactionHash !== null, 'the gateway set the policy')
    return {
      value: { file, policyId },
      detail:
        'one order a week at most; above a fifth of the cap a person confirms\nthe chain sees supplier, times and threshold, and a commitment to the rest',
      transactions: [await mined(world, 'set policy', transactionHash)],
      digests: { policyId },
    }
  })
  await timeline.step('It tells its gateway past demand, and which batch it is', async () => {
    // The history last: once it is there the gateway records what it has of the batches that it knows.
    await staff.addPlanningBatches(policyId, [proveBatch(batch.book, batch.tree)])
    await staff.setDemandHistory(policyId, demandUntil(now))
    return {
      value: undefined,
      detail: `${WEEKS} weeks, made up, about ${DEMAND} packs each; the maker shows one pack of the batch with its proof`,
    }
  })
  const site = { pharmacy, gateway, policyId, file }
  await timeline.step('The gateway records the stock position by itself', async () => {
    const position = await stockOf(site, 31)
    expect(position.unusable === 32, 'recalled packs are no stock')
    return {
      value: undefined,
      detail: 'of a case of 64: 31 usable, 32 recalled, 1 dispensed; the chain gets a commitment',
      digests: await positionDigest(site),
    }
  })
  await timeline.step('Dispensing lowers it', async () => {
    const transactions = []
    for (const index of DISPENSED) {
      transactions.push(await dispenseOne(batch, pharmacy, index))
    }
    await recordNow(site)
    await stockOf(site, 31 - DISPENSED.length)
    return {
      value: undefined,
      detail: `${DISPENSED.length} packs are given out; ${31 - DISPENSED.length} are left. Sales are not recorded one by one: here a position is asked for`,
      transactions,
      digests: await positionDigest(site),
    }
  })
  return site
}

/** Gives out one pack. */
export async function dispenseOne(batch: Batch, pharmacy: DrugActor, index: number) {
  const { answer, objections } = await ask(batch, pharmacy, batch.book.serials[index] ?? '')
  expect(objections.length === 0 && answer.evidence !== undefined, 'the pack can be given out')
  const { unit } = await findUnit(pharmacy.contracts, batch.book.batchId, { index })
  const receipt = await dispensePack(pharmacy.contracts, unit, answer.evidence)
  return transaction('give out', receipt)
}

export const usableOf = ({ lots }: StockPosition): number => lots.reduce((sum, { packs }) => sum + packs, 0)

/** By itself the gateway records when a period begins, when stock was lost, and when a position is half as old as it may be. */
export const recordNow = ({ gateway, policyId }: Site) => gateway.staff.recordStockPosition(policyId)

/** Waits until the newest recorded position has so many usable packs. */
export const stockOf = ({ gateway, policyId }: Site, usable: number): Promise<StockPosition> =>
  waitFor(`a recorded position with ${usable} usable packs`, async () => {
    const { position } = await gateway.staff.planningPolicy(policyId)
    return position && usableOf(position) === usable ? position : undefined
  })

export async function positionDigest({ pharmacy, policyId }: Site): Promise<Record<string, string>> {
  const { position } = await readPolicy(pharmacy.contracts, policyId)
  return { position: position ?? '' }
}

const policyOf = ({ book, maker }: Batch, organisation: string, start: number) => ({
  organisation,
  supplier: maker.organisation,
  gtin: book.gtin,
  start,
  periodHours: 7 * 24,
  maximumAgeHours: 24,
  window: 4,
  confirmAbove: 20,
  frequency: 'weekly' as const,
  horizon: 4,
  rule: { kind: 'periodic' as const },
  serviceLevel: 950,
  leadTime: [
    { days: 1, weight: 3 },
    { days: 3, weight: 1 },
  ],
  shelfLifeDays: 700,
  minimumRemainingDays: 30,
  costs: { holding: 70, waste: 100_000, shortage: 0 },
  minimumOrder: 32,
  orderMultiple: 32,
  capacity: 400,
  cap: 512,
})

/** Weeks of demand, with a season. That of the week that runs, in which the pharmacy changes over to the chain, is its own word too. */
function demandUntil(now: number): DemandHistory {
  const week = periodOf(Math.floor(now / 86_400), 'weekly')
  const values = Array.from({ length: WEEKS + 1 }, (_, index) =>
    Math.round(
      DEMAND * (1 + 0.1 * Math.cos((2 * Math.PI * index) / 52) + 0.05 * (((index * 7) % 11) / 5 - 1)),
    ),
  )
  return {
    format: 'salus-demand/1',
    frequency: 'weekly',
    firstPeriod: week - WEEKS,
    values,
    censored: values.map(() => false),
    chainFrom: week + 1,
  }
}
