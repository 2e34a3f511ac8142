import { read, send } from '../../sdk/chain/send.ts'
import { gatewayClient } from '../../sdk/gateway/client.ts'
import { acceptOrder } from '../../sdk/planning/acceptOrder.ts'
import { supplierStep } from '../../sdk/planning/automation/supplierStep.ts'
import { proveBatch } from '../../sdk/planning/batchOfProduct.ts'
import { confirmOrder } from '../../sdk/planning/confirmOrder.ts'
import { type ListedOrder, listOrders, type OrderStatus } from '../../sdk/planning/listOrders.ts'
import { type OpenedOrder, requireOpened } from '../../sdk/planning/order.ts'
import { indicesOf, type UnitRef } from '../../sdk/provenance/unit.ts'
import { type Timeline, type TimelineTransaction, transaction } from '../output/timeline.ts'
import type { Law } from './1-law.ts'
import type { Batch } from './9-batch.ts'
import { dispenseOne, recordNow, type Site, stockOf, usableOf } from './13-stock.ts'
import type { DrugActor } from './drugActors.ts'
import { expect, expectRefusal, waitFor } from './expect.ts'
import { startPlanningNodes } from './planningNodes.ts'
import { mined, type World } from './world.ts'

/** A pack that is given out between the decision and its replay. */
const DISPENSED = 3

/** Four nodes forecast and decide; a person confirms; the supplier ships; the stock rises. Gives the units that came. */
export async function orderStock(
  timeline: Timeline,
  world: World,
  law: Law,
  batch: Batch,
  site: Site,
): Promise<readonly UnitRef[]> {
  timeline.chapter(
    'The order',
    'The committee decides once a period, from the newest stock; a person confirms what is large.',
  )
  const { contracts } = site.pharmacy
  const first = await stockOf(site, 29)
  await timeline.step('Four oracle nodes start, and look for stock positions', async () => {
    await startPlanningNodes(world, law, site.gateway.url)
    return {
      value: undefined,
      detail: 'each asks the gateway to open the position, and recomputes it from the chain',
    }
  })
  const { order, opened } = await timeline.step('They forecast and decide; both land by quorum', async () => {
    const value = await decidedIn(site, 0)
    const { share } = value.order.decision
    expect(value.order.status === 'awaiting' && share > 20, 'the order is above the threshold')
    return {
      value,
      detail: `${await forecastLine(site)}\n${usableOf(first)} packs are there: ${value.opened.document.packs} are ordered, ${share} hundredths of the cap, which is all that the chain shows`,
      transactions: await landings(world, site, value.order),
      digests: { orderId: value.order.orderId },
    }
  })
  await timeline.step('The same decision again orders nothing', async () => {
    const again = await expectRefusal('a second order in the period', () => replay(batch.maker, order))
    expect(again.code === 'PLAN_REFUSED', 'one order a period')
    const dispensed = await dispenseOne(batch, site.pharmacy, DISPENSED)
    await recordNow(site)
    await stockOf(site, 28)
    const stale = await expectRefusal('a decision from an older position', () => replay(batch.maker, order))
    expect(stale.code === 'PLAN_REFUSED' && stale.message !== again.message, 'the position has moved on')
    return {
      value: undefined,
      detail: `its signatures are real: ${again.message}\nanother pack is given out: ${stale.message}`,
      transactions: [dispensed],
    }
  })
  await timeline.step('It waits for a person, who confirms it', async () => {
    const refusal = await expectRefusal('accepting what nobody confirmed', () =>
      acceptOrder(batch.maker.contracts, order.decision),
    )
    const receipt = await confirmOrder(contracts, order.decision)
    return {
      value: undefined,
      detail: `before that: ${refusal.message}`,
      transactions: [transaction('confirm', receipt)],
    }
  })
  const units = await timeline.step('The supplier opens it, accepts, and ships whole units', async () => {
    const value = await fill(site, batch, order)
    return { value, detail: packsText(value, batch) }
  })
  await timeline.step("The pharmacy's gateway takes them in, and stock is up", async () => {
    await statusOf(site, order, 'received')
    const { packs } = opened.document
    await recordNow(site)
    await stockOf(site, 28 + packs)
    return {
      value: undefined,
      detail: `it checks that they are of the product and no more than ordered; 28 + ${packs} = ${28 + packs} packs`,
      transactions: await received(world, site, order),
    }
  })
  return units
}

/** Waits for the order of a period of the policy, and until the site's gateway can open it. */
export async function decidedIn(
  { pharmacy: { contracts }, policyId, gateway }: Site,
  period: number,
): Promise<{ order: ListedOrder; opened: OpenedOrder }> {
  const order = await waitFor(`the order of period ${period}`, async () =>
    (await listOrders(contracts, { policyId })).find(({ decision }) => decision.period === period),
  )
  const opened = await waitFor('the order to be handed to the site', () =>
    gateway.staff.plannedOrder(order.orderId).catch(() => undefined),
  )
  expect(
    requireOpened(contracts, opened) === order.orderId,
    'the commitment on the chain is to what is opened',
  )
  return { order, opened }
}

/** As the supplier: learns from the site's gateway what was ordered, fills it, and shows of which product the units are. */
export async function fill(
  { gateway }: Site,
  { maker, book, tree }: Batch,
  { orderId }: ListedOrder,
): Promise<readonly UnitRef[]> {
  const { contracts, organisation, wallet } = maker
  const client = gatewayClient({ url: gateway.url })
  await client.signIn(wallet)
  const proven = proveBatch(book, tree)
  const opened = [await client.plannedOrder(orderId)]
  const deeds = await supplierStep(contracts, { organisation, opened, batches: [proven] })
  const shipped = deeds.find((deed) => deed.orderId === orderId && deed.done === 'shipped')
  expect(shipped?.done === 'shipped', 'the supplier shipped the order')
  await client.addShippedBatches(orderId, [proven])
  await client.signOut()
  return shipped.units
}

export const statusOf = (
  { pharmacy: { contracts }, policyId }: Site,
  { orderId }: ListedOrder,
  status: OrderStatus,
): Promise<ListedOrder> =>
  waitFor(`the order to be ${status}`, async () =>
    (await listOrders(contracts, { policyId })).find(
      (order) => order.orderId === orderId && order.status === status,
    ),
  )

/** Indices of units' packs, without the padding at the end of the batch. */
export const packsText = (units: readonly UnitRef[], { book }: Batch): string =>
  units
    .map(indicesOf)
    .map(({ from, to }) => `packs ${from} to ${Math.min(to, book.serials.length) - 1}`)
    .join(', ')

/** The transactions with which forecast and order landed. */
export async function landings(
  world: World,
  { pharmacy: { contracts }, policyId }: Site,
  { decision, transactionHash }: ListedOrder,
  act = 'order',
): Promise<TimelineTransaction[]> {
  const { replenishmentPlanner, deployment } = contracts
  const filter = replenishmentPlanner.filters.ForecastLanded(policyId)
  const forecasts = await read(replenishmentPlanner.queryFilter(filter, deployment.block))
  const landed = forecasts.find(
    ({ args }) => args.forecast === decision.forecast && args.position === decision.position,
  )
  expect(landed !== undefined, 'the forecast of the decision landed')
  return [await mined(world, 'forecast', landed.transactionHash), await mined(world, act, transactionHash)]
}

async function received(
  world: World,
  { pharmacy: { contracts } }: Site,
  { orderId }: ListedOrder,
): Promise<TimelineTransaction[]> {
  const { replenishmentPlanner, deployment } = contracts
  const filter = replenishmentPlanner.filters.OrderChanged(orderId)
  const changes = await read(replenishmentPlanner.queryFilter(filter, deployment.block))
  const last = changes.at(-1)
  return last ? [await mined(world, 'receive', last.transactionHash)] : []
}

/** What was foreseen for the week that is now. */
export async function forecastLine({ gateway, policyId }: Site): Promise<string> {
  const { forecast } = await gateway.staff.planningPolicy(policyId)
  expect(forecast !== null, 'the gateway was handed the forecast')
  const { levels, quantiles } = forecast
  const at = (level: number) => Math.round((quantiles[0]?.[levels.indexOf(level)] ?? 0) / 1000)
  return `the week's demand: ${at(500)} packs, in four of five cases ${at(100)} to ${at(900)}`
}

/** Sends the transaction of a landed decision again, as anyone could. */
async function replay(
  { contracts: { replenishmentPlanner, runner } }: DrugActor,
  { transactionHash }: ListedOrder,
): Promise<unknown> {
  const sent = await read(Promise.resolve(runner.provider?.getTransaction(transactionHash) ?? null))
  const call = sent && replenishmentPlanner.interface.parseTransaction({ data: sent.data })
  expect(call?.name === 'placeOrder', 'the order landed by itself')
  const [decision, modelVersion, configDigest, signatures] = call.args.toArray(true)
  return send(replenishmentPlanner.placeOrder(decision, modelVersion, configDigest, signatures))
}
