import { recallPacks } from '../../sdk/provenance/recallPacks.ts'
import { indicesOf, type UnitRef } from '../../sdk/provenance/unit.ts'
import { type Timeline, transaction } from '../output/timeline.ts'
import type { Batch } from './9-batch.ts'
import { recordNow, type Site, stockOf, usableOf } from './13-stock.ts'
import { decidedIn, fill, forecastLine, landings, packsText, statusOf } from './14-order.ts'
import { reasonFor } from './drugActors.ts'
import { expect } from './expect.ts'
import type { World } from './world.ts'

const WEEK = 7 * 86_400

/** A recall takes new packs out of the stock; the next period's order makes up for them. */
export async function reorder(
  timeline: Timeline,
  world: World,
  batch: Batch,
  site: Site,
  units: readonly UnitRef[],
): Promise<void> {
  timeline.chapter(
    'The re-order',
    'What is recalled is no stock from that block on, and the next decision knows it.',
  )
  const { position } = await site.gateway.staff.planningPolicy(site.policyId)
  expect(position !== null && units.length > 0, 'the packs of the order are in stock')
  const before = usableOf(position)
  const { from, to } = rangeOf(units)
  const left = await timeline.step('The maker recalls packs that have just arrived', async () => {
    const reason = reasonFor('Seals of this shift leak.')
    const receipt = await recallPacks(batch.maker.contracts, batch.book, { from, to }, reason)
    // The period has its order already: by itself the gateway records again when the next one begins.
    await recordNow(site)
    const value = await stockOf(site, before - (to - from))
    return {
      value,
      detail: `packs ${from} to ${to - 1}; the gateway records ${usableOf(value)} usable packs instead of ${before}`,
      transactions: [transaction('recall', receipt)],
    }
  })
  const { order, opened } = await timeline.step('A week later the committee orders anew', async () => {
    await world.connection.networkHelpers.time.increase(WEEK)
    const value = await decidedIn(site, 1)
    const { share } = value.order.decision
    expect(value.order.status === 'placed', 'the order is below the threshold')
    return {
      value,
      detail: `${await forecastLine(site)}\n${usableOf(left)} packs are there: ${value.opened.document.packs} are ordered, ${share} hundredths of the cap: no person has to confirm`,
      transactions: await landings(world, site, value.order, 'next order'),
      digests: { orderId: value.order.orderId },
    }
  })
  await timeline.step('The supplier fills it, from packs that are not recalled', async () => {
    const shipped = await fill(site, batch, order)
    const isClear = shipped.map(indicesOf).every((unit) => unit.to <= from || to <= unit.from)
    expect(isClear, 'no recalled pack is shipped')
    await statusOf(site, order, 'received')
    const now = usableOf(left) + opened.document.packs
    await recordNow(site)
    await stockOf(site, now)
    return {
      value: undefined,
      detail: `${packsText(shipped, batch)}; the pharmacy has ${now} usable packs again`,
    }
  })
}

/** Half of the first unit that came. */
function rangeOf([first]: readonly UnitRef[]): { from: number; to: number } {
  const { from, to } = first ? indicesOf(first) : { from: 0, to: 0 }
  return { from, to: from + (to - from) / 2 }
}
