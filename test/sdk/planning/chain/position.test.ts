import { expect } from 'chai'
import { id } from 'ethers'
import { latestHeader } from '../../../../sdk/chain/latestBlock.ts'
import { deadlineIn } from '../../../../sdk/chain/time.ts'
import { acceptOrder } from '../../../../sdk/planning/acceptOrder.ts'
import type { Frequency } from '../../../../sdk/planning/calendar.ts'
import { cancelOrder } from '../../../../sdk/planning/cancelOrder.ts'
import { confirmOrder } from '../../../../sdk/planning/confirmOrder.ts'
import { dispensedByPeriod } from '../../../../sdk/planning/history.ts'
import { holdPolicy } from '../../../../sdk/planning/holdPolicy.ts'
import { listOrders } from '../../../../sdk/planning/listOrders.ts'
import { listPolicies } from '../../../../sdk/planning/listPolicies.ts'
import { orderIdOf, requireOpened } from '../../../../sdk/planning/order.ts'
import { planRequestIdOf } from '../../../../sdk/planning/planStatements.ts'
import { policyCommitment, termsOf } from '../../../../sdk/planning/policy.ts'
import { readStockPosition } from '../../../../sdk/planning/position.ts'
import { readPolicy } from '../../../../sdk/planning/readPolicy.ts'
import { receiveOrder } from '../../../../sdk/planning/receiveOrder.ts'
import { rejectOrder } from '../../../../sdk/planning/rejectOrder.ts'
import { shipOrder } from '../../../../sdk/planning/shipOrder.ts'
import { acceptTransfer } from '../../../../sdk/provenance/acceptTransfer.ts'
import { amendExpiry } from '../../../../sdk/provenance/amendExpiry.ts'
import { cancelTransfer } from '../../../../sdk/provenance/cancelTransfer.ts'
import { destroyUnit } from '../../../../sdk/provenance/destroyUnit.ts'
import { disaggregateUnit } from '../../../../sdk/provenance/disaggregateUnit.ts'
import { expiryDay, expiryOfDay } from '../../../../sdk/provenance/expiry.ts'
import { proposeTransfer, type TransferTerms } from '../../../../sdk/provenance/proposeTransfer.ts'
import { quarantineUnit } from '../../../../sdk/provenance/quarantineUnit.ts'
import { NO_REASON } from '../../../../sdk/provenance/reason.ts'
import { recallPacks } from '../../../../sdk/provenance/recallPacks.ts'
import { undoDispense } from '../../../../sdk/provenance/undoDispense.ts'
import type { UnitRef } from '../../../../sdk/provenance/unit.ts'
import { expectError } from '../../../helpers/expectError.ts'
import { farFuture } from '../../../helpers/scenario.ts'
import { roles } from '../../../helpers/terms.ts'
import { CARRIER, DISTRIBUTOR, MAKER, type Party, PHARMACY } from '../../provenance/support/drugChain.ts'
import {
  createSite,
  dispense,
  hand,
  type KnownBatch,
  knownBatch,
  openingNow,
  order,
  record,
  type Site,
  unitOf,
} from '../support/site.ts'

const DAY = 86_400
const SIZE = 13

describe('stock positions', () => {
  let site: Site
  /** Of 13 packs, in units of four, the first three of which the pharmacy has: 12 packs. */
  let batch: KnownBatch
  let restore: () => Promise<void>

  before(async () => {
    site = await createSite()
    batch = await knownBatch(site, SIZE)
    await disaggregateUnit(site.as('maker'), await unitOf(site, batch), 2)
    for (const index of [0, 4, 8])
      await hand(site, await unitOf(site, batch, index), 'maker', 'pharmacy', PHARMACY)
    restore = (await site.chain.networkHelpers.takeSnapshot()).restore
  })
  afterEach(async () => {
    await restore()
    restore = (await site.chain.networkHelpers.takeSnapshot()).restore
  })

  const position = async (...[batches = [batch], orders = []]: Partial<PositionArguments>) =>
    (await openingNow(site, batches, orders)).position
  type PositionArguments = [Parameters<typeof openingNow>[1], Parameters<typeof openingNow>[2]]
  const usable = async () => (await position()).lots.map(({ packs }) => packs)
  const offer = async (unit: UnitRef, from: Party, change: Partial<TransferTerms>) =>
    proposeTransfer(site.as(from), unit, {
      receiver: CARRIER,
      expiresAt: await deadlineIn(site.reader, 3600),
      transfer: 'both',
      isReturn: false,
      ...change,
    })

  it('are what the chain has, and fall with what is dispensed and not taken back', async () => {
    expect(await position()).to.deep.include({
      lots: [{ batchId: batch.book.batchId, expiryDay: expiryDay(batch.book.expiry), packs: 12 }],
      onTheWay: 0,
      unusable: 0,
      onOrder: [],
    })
    await dispense(site, batch, 0)
    await dispense(site, batch, 5)
    expect(await usable()).to.deep.equal([10])
    await undoDispense(site.as('pharmacy'), await unitOf(site, batch, 0), 0)
    expect(await usable()).to.deep.equal([11])
    // Dispensed from a part that was split off, and taken back under a hold: gone for good.
    await disaggregateUnit(site.as('pharmacy'), await unitOf(site, batch, 8), 0)
    await dispense(site, batch, 9)
    await quarantineUnit(site.as('pharmacy'), await unitOf(site, batch, 9), NO_REASON)
    await undoDispense(site.as('pharmacy'), await unitOf(site, batch, 9), 9)
    expect(await position()).to.deep.include({ unusable: 1 })
    expect(await usable()).to.deep.equal([10])
  })

  it('count as demand what the site dispensed itself, by the period of the calendar, up to a block', async () => {
    const { chain, wallets, reader } = site
    const both = roles.distributor | roles.dispenser
    await chain.contracts.accreditationRegistry.accredit(
      wallets.distributor.address,
      DISTRIBUTOR,
      both,
      farFuture,
    )
    await hand(site, await unitOf(site, batch, 12), 'maker', 'distributor', DISTRIBUTOR)
    await dispense(site, batch, 12, 'distributor')
    await dispense(site, batch, 0)
    const { number, timestamp } = await latestHeader(reader)
    const today = Math.floor(timestamp / DAY)
    await site.chain.networkHelpers.time.increase(DAY)
    await dispense(site, batch, 5)
    const { number: later } = await latestHeader(reader)
    const { batchId } = batch.book
    const demand = async (frequency: Frequency, block: number) => [
      ...(await dispensedByPeriod(reader, PHARMACY, [batchId, batchId], frequency, block)),
    ]
    expect(await demand('daily', number)).to.deep.equal([[today, 1]])
    expect(await demand('daily', later)).to.deep.equal([
      [today, 1],
      [today + 1, 1],
    ])
    const months = (await demand('monthly', later)).map(([, count]) => count)
    expect(months.reduce((sum, count) => sum + count)).to.equal(2)
    expect(await demand('daily', number - 1)).to.deep.equal([])
  })

  it('leave out the packs of a recall at once, and no others of their unit', async () => {
    await recallPacks(site.as('maker'), batch.book, { from: 3, to: 6 }, NO_REASON)
    expect(await usable()).to.deep.equal([9])
    expect((await position()).unusable).to.equal(3)
    await recallPacks(site.as('maker'), batch.book, { from: 0, to: 16 }, NO_REASON)
    expect(await position()).to.deep.include({ lots: [], unusable: 12 })
  })

  it('leave out what is quarantined, returned, destroyed, offered away, or kept for another', async () => {
    const pharmacy = site.as('pharmacy')
    const [first, second, third] = [
      await unitOf(site, batch, 0),
      await unitOf(site, batch, 4),
      await unitOf(site, batch, 8),
    ]
    await quarantineUnit(pharmacy, first, NO_REASON)
    expect(await usable()).to.deep.equal([8])
    await offer(second, 'pharmacy', { receiver: DISTRIBUTOR })
    expect(await usable()).to.deep.equal([4])
    await cancelTransfer(pharmacy, second, 'both')
    expect(await usable()).to.deep.equal([8])
    await offer(second, 'pharmacy', { receiver: DISTRIBUTOR, transfer: 'ownership' })
    expect(await usable()).to.deep.equal([4])
    await acceptTransfer(site.as('distributor'), second, 'ownership')
    expect(await position()).to.deep.include({ unusable: 4 })
    await destroyUnit(pharmacy, third, NO_REASON)
    expect(await position()).to.deep.include({ lots: [], unusable: 8 })
    // An offer that lapsed keeps nothing away.
    await offer(await unitOf(site, batch, 12), 'maker', { receiver: PHARMACY })
    await acceptTransfer(pharmacy, await unitOf(site, batch, 12), 'both')
    expect(await usable()).to.deep.equal([1])
    await offer(await unitOf(site, batch, 12), 'pharmacy', { receiver: MAKER, isReturn: true })
    expect(await usable()).to.deep.equal([])
    await site.chain.networkHelpers.time.increase(3601)
    await site.chain.networkHelpers.mine()
    expect(await usable()).to.deep.equal([1])
  })

  it('count what a carrier brings as on the way, and what has too few days left as unusable', async () => {
    const unit = await unitOf(site, batch, 0)
    await offer(unit, 'pharmacy', { transfer: 'custody' })
    expect(await position()).to.deep.include({ onTheWay: 0, unusable: 4 })
    await acceptTransfer(site.as('carrier'), unit, 'custody')
    // It may be on its way to another: what comes is offered.
    expect(await position()).to.deep.include({ onTheWay: 0, unusable: 4 })
    await offer(unit, 'carrier', { receiver: PHARMACY, transfer: 'custody' })
    expect(await position()).to.deep.include({ onTheWay: 4, unusable: 0 })
    expect(await usable()).to.deep.equal([8])
    // Ten days must be left, today included.
    const today = Math.floor((await latestHeader(site.reader)).timestamp / DAY)
    await amendExpiry(site.as('maker'), batch.book, expiryOfDay(today + 10))
    expect(await position()).to.deep.include({ onTheWay: 4, unusable: 0 })
    await amendExpiry(site.as('maker'), batch.book, expiryOfDay(today + 9))
    expect(await position()).to.deep.include({ lots: [], onTheWay: 0, unusable: 12 })
  })

  it('are those of their block, whatever happens later', async () => {
    const { number } = await latestHeader(site.reader)
    const before = await openingNow(site, [batch])
    await recallPacks(site.as('maker'), batch.book, { from: 0, to: 16 }, NO_REASON)
    expect(before.position.block).to.equal(number)
    const question = { policy: site.file.document, policyId: site.policyId, orders: [] }
    const { historyHash } = before.position
    const again = await readStockPosition(
      site.reader,
      { ...question, batches: before.batches, historyHash },
      number,
    )
    expect(again).to.deep.equal(before.position)
  })

  it('count what is ordered until it is there, once', async () => {
    const { as, reader, policyId } = site
    await record(site, await openingNow(site, [batch]))
    const opened = await order(site, 4)
    const orderId = requireOpened(reader, opened)
    const { decision } = opened
    const coming = async () => (await position([batch], [opened])).onOrder.map(({ packs }) => packs)
    const status = async () => (await listOrders(reader, { policyId })).map((one) => one.status)
    await expectError(() => position([batch], []), 'ORDER_REFUSED', new RegExp(`${orderId}.*not shown`))
    expect(await status()).to.deep.equal(['placed'])
    expect(await coming()).to.deep.equal([4])
    await acceptOrder(as('maker'), decision)
    const unit = await unitOf(site, batch, 12)
    await offer(unit, 'maker', { receiver: PHARMACY })
    await shipOrder(as('maker'), decision, [unit])
    const [shipped] = await listOrders(reader, { supplier: MAKER })
    expect(shipped).to.deep.include({
      orderId,
      status: 'shipped',
      units: [unit],
      organisation: PHARMACY,
      decision,
    })
    // One pack of the last unit is no padding, and the offer can be accepted.
    expect(await coming()).to.deep.equal([1])
    const { restore: undo } = await site.chain.networkHelpers.takeSnapshot()
    await recallPacks(as('maker'), batch.book, { from: 12, to: 13 }, NO_REASON)
    expect(await coming()).to.deep.equal([])
    await undo()
    await acceptTransfer(as('pharmacy'), unit, 'both')
    expect(await coming()).to.deep.equal([])
    await receiveOrder(as('carrier'), decision, [unit])
    expect(await status()).to.deep.equal(['received'])
    expect((await position()).onOrder).to.deep.equal([])
    expect(await usable()).to.deep.equal([13])
  })

  it('count no order that was cancelled, refused or lapsed', async () => {
    const { as, reader, policyId } = site
    const coming = async () => (await position([batch], opened)).onOrder.map(({ packs }) => packs)
    const status = async () => (await listOrders(reader, { policyId })).map((one) => one.status)
    const opened: Awaited<ReturnType<typeof order>>[] = []
    const decide = async (packs: number) => {
      await record(site, await openingNow(site, [batch], opened))
      const placed = await order(site, packs)
      opened.push(placed)
      return placed
    }
    const cancelled = await decide(5)
    await cancelOrder(as('pharmacy'), cancelled.decision)
    await site.chain.networkHelpers.time.increase(DAY)
    // Over half of the cap: a person confirms.
    const confirmed = await decide(105)
    expect(await status()).to.deep.equal(['cancelled', 'awaiting'])
    expect(await coming()).to.deep.equal([105])
    await confirmOrder(as('pharmacy'), confirmed.decision)
    await acceptOrder(as('maker'), confirmed.decision)
    await rejectOrder(as('maker'), confirmed.decision)
    expect(await coming()).to.deep.equal([])
    await site.chain.networkHelpers.time.increase(DAY)
    await decide(5)
    expect(await coming()).to.deep.equal([5])
    const last = opened.at(-1)?.decision as (typeof opened)[number]['decision']
    for (const expected of ['placed', 'cancelled'] as const) {
      await site.chain.networkHelpers.time.increase(DAY)
      await site.chain.networkHelpers.mine()
      expect((await status()).at(-1)).to.equal(expected)
      expect(Number((await reader.replenishmentPlanner.orderOf(last)).status)).to.equal(
        expected === 'placed' ? 2 : 7,
      )
    }
    expect(await coming()).to.deep.equal([])
  })

  it('count no order that waited for confirmation longer than a position is fresh', async () => {
    const strict = await createSite({ maximumAgeHours: 1, periodHours: 8784 })
    try {
      const { reader, policyId } = strict
      await record(strict, await openingNow(strict, []))
      const { decision } = await order(strict, 105)
      const status = async () => (await listOrders(reader, { policyId }))[0]?.status
      expect(await status()).to.equal('awaiting')
      const { changedAt } = await reader.replenishmentPlanner.orderOf(decision)
      for (const [at, expected, onChain] of [
        [Number(changedAt) + 3599, 'awaiting', 1n],
        [Number(changedAt) + 3600, 'cancelled', 7n],
      ] as const) {
        await strict.chain.networkHelpers.time.increaseTo(at)
        expect(await status()).to.equal(expected)
        expect((await reader.replenishmentPlanner.orderOf(decision)).status).to.equal(onChain)
      }
    } finally {
      await strict.chain.connection.close()
    }
  })

  it('are confirmed, and policies let go on, by another account than recorded the position', async () => {
    const { as, policyId } = site
    await record(site, await openingNow(site, [batch]))
    const { decision } = await order(site, 105)
    for (const act of [
      () => confirmOrder(as('pharmacyGateway'), decision),
      () => holdPolicy(as('pharmacyGateway'), policyId, false),
    ]) {
      await expectError(act, 'PLAN_REFUSED', /another account of the site/)
    }
    await confirmOrder(as('pharmacy'), decision)
  })

  it('belong to policies and orders whose ids are the contract’s', async () => {
    const { reader, file, policyId } = site
    const planner = reader.replenishmentPlanner
    const { document } = file
    expect(await planner.policyIdOf(PHARMACY, policyCommitment(file), termsOf(document))).to.equal(policyId)
    const [listed] = await listPolicies(reader, { organisation: PHARMACY })
    expect(listed).to.deep.include({
      policyId,
      supplier: MAKER,
      commitment: policyCommitment(file),
      terms: termsOf(document),
    })
    expect(await listPolicies(reader, { supplier: DISTRIBUTOR })).to.deep.equal([])
    const request = { policyId, period: 77, position: id('position'), positionAt: 78 }
    for (const isOrder of [false, true]) {
      expect(await planner.requestIdOf(policyId, 77, id('position'), 78, isOrder)).to.equal(
        planRequestIdOf(reader, request, isOrder),
      )
    }
    const decision = { ...request, forecast: id('forecast'), order: id('order'), share: 9 }
    expect(await planner.orderIdOf(decision)).to.equal(orderIdOf(reader, decision))
    expect(await readPolicy(reader, policyId)).to.deep.equal({
      policyId,
      organisation: PHARMACY,
      isHeld: false,
      positionAt: 0,
      position: null,
      recorder: null,
      forecastAt: 0,
      forecast: null,
      share: 0,
      terms: termsOf(document),
    })
    await holdPolicy(site.as('pharmacy'), policyId, true)
    expect((await readPolicy(reader, policyId)).isHeld).to.equal(true)
    await expectError(() => readPolicy(reader, id('none')), 'PLAN_REFUSED', /no policy/)
    const other = { ...(await openedOf(site)), salt: id('salt') }
    await expectError(() => requireOpened(reader, other), 'COMMITMENT_MISMATCH', /not the one/)
  })

  const openedOf = async (from: Site) => {
    await holdPolicy(from.as('pharmacy'), from.policyId, false)
    await record(from, await openingNow(from, [batch]))
    return order(from, 5)
  }
})
