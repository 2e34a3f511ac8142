import { expect } from 'chai'
import { deadlineIn } from '../../../../sdk/chain/time.ts'
import { acceptOrder } from '../../../../sdk/planning/acceptOrder.ts'
import { type SiteDeed, siteStep } from '../../../../sdk/planning/automation/siteStep.ts'
import { type SupplierDeed, supplierStep } from '../../../../sdk/planning/automation/supplierStep.ts'
import type { ProvenBatch } from '../../../../sdk/planning/batchOfProduct.ts'
import { listOrders } from '../../../../sdk/planning/listOrders.ts'
import type { OpenedOrder } from '../../../../sdk/planning/order.ts'
import { rejectOrder } from '../../../../sdk/planning/rejectOrder.ts'
import { shipOrder } from '../../../../sdk/planning/shipOrder.ts'
import { acceptTransfer } from '../../../../sdk/provenance/acceptTransfer.ts'
import { disaggregateUnit } from '../../../../sdk/provenance/disaggregateUnit.ts'
import { expiryOfDay } from '../../../../sdk/provenance/expiry.ts'
import { proposeTransfer, type TransferTerms } from '../../../../sdk/provenance/proposeTransfer.ts'
import { readUnit } from '../../../../sdk/provenance/readUnit.ts'
import { rejectTransfer } from '../../../../sdk/provenance/rejectTransfer.ts'
import type { UnitRef } from '../../../../sdk/provenance/unit.ts'
import { farFuture } from '../../../helpers/scenario.ts'
import { roles } from '../../../helpers/terms.ts'
import { CARRIER, MAKER, type Party, PHARMACY } from '../../provenance/support/drugChain.ts'
import {
  createSite,
  dispense,
  type KnownBatch,
  knownBatch,
  openingNow,
  order,
  record,
  type Site,
  unitOf,
} from '../support/site.ts'

const DAY = 86_400

describe('orders of parties that err or cheat', () => {
  let site: Site
  /** 20 packs in units of four, and 16 that expire in two days. */
  let batch: KnownBatch
  let stale: KnownBatch
  let restore: () => Promise<void>

  before(async () => {
    site = await createSite()
    const today = Math.floor((await site.chain.networkHelpers.time.latest()) / DAY)
    batch = await knownBatch(site, 20)
    stale = await knownBatch(site, 16, { expiry: expiryOfDay(today + 2) })
    await disaggregateUnit(site.as('maker'), await unitOf(site, batch), 2)
    restore = (await site.chain.networkHelpers.takeSnapshot()).restore
  })
  afterEach(async () => {
    await restore()
    restore = (await site.chain.networkHelpers.takeSnapshot()).restore
  })

  const decide = async (packs: number, before: readonly OpenedOrder[] = []): Promise<OpenedOrder> => {
    await record(site, await openingNow(site, [batch, stale], before))
    return order(site, packs)
  }
  const accepted = async (packs: number, before: readonly OpenedOrder[] = []): Promise<OpenedOrder> => {
    const opened = await decide(packs, before)
    await acceptOrder(site.as('maker'), opened.decision)
    return opened
  }
  const later = (seconds: number) => site.chain.networkHelpers.time.increase(seconds)
  const offer = async (unit: UnitRef, change: Partial<TransferTerms> = {}, by: Party = 'maker') =>
    proposeTransfer(site.as(by), unit, {
      receiver: PHARMACY,
      expiresAt: await deadlineIn(site.reader, 40 * DAY),
      transfer: 'both',
      isReturn: false,
      ...change,
    })
  const ship = async ({ decision }: OpenedOrder, ...units: UnitRef[]) => {
    for (const unit of units) await offer(unit)
    await shipOrder(site.as('maker'), decision, units)
  }
  const supply = (opened: OpenedOrder[], batches: ProvenBatch[] = [batch.proven, stale.proven]) =>
    supplierStep(site.as('maker'), { organisation: MAKER, opened, batches })
  const receive = (opened: OpenedOrder[], batches: ProvenBatch[] = [batch.proven, stale.proven]) =>
    siteStep(site.as('pharmacy'), { organisation: PHARMACY, opened, batches })
  const done = (deeds: readonly (SupplierDeed | SiteDeed)[]) =>
    deeds.map((deed) => (deed.done === 'waits' ? `waits: ${deed.why}` : deed.done))
  const statuses = async () =>
    (await listOrders(site.reader, { supplier: MAKER })).map(({ status }) => status)
  const positions = (deeds: readonly SupplierDeed[]) =>
    deeds.flatMap((deed) => ('units' in deed ? deed.units.map(({ position }) => position) : []))

  it('are filled with nothing that is no stock on arrival, and such packs wait for a person', async () => {
    const opened = await decide(8)
    const { restore: rewind } = await site.chain.networkHelpers.takeSnapshot()
    expect(done(await supply([opened], [stale.proven]))).to.deep.equal(['waits: stock'])
    expect(done(await supply([opened]))).to.deep.equal(['accepted', 'shipped'])
    expect(done(await receive([opened]))).to.include('received')
    await rewind()
    await acceptOrder(site.as('maker'), opened.decision)
    await disaggregateUnit(site.as('maker'), await unitOf(site, stale), 3)
    await ship(opened, await unitOf(site, stale))
    const { position } = await openingNow(site, [batch, stale], [opened])
    expect(position.onOrder).to.deep.equal([])
    expect(done(await receive([opened]))).to.deep.equal(['waits: expiry'])
    expect(await statuses()).to.deep.equal(['shipped'])
  })

  it('wait for a person where less was shipped, and are closed once one took it', async () => {
    const opened = await accepted(20)
    const unit = await unitOf(site, batch)
    await ship(opened, unit)
    expect(done(await receive([opened]))).to.deep.equal(['waits: short'])
    await acceptTransfer(site.as('pharmacy'), unit, 'both')
    expect(done(await receive([opened]))).to.deep.equal(['received'])
  })

  it('are not received with padding, which is no pack', async () => {
    const opened = await accepted(4)
    await ship(opened, { ...(await unitOf(site, batch)), position: 7 })
    expect(done(await receive([opened]))).to.deep.equal(['waits: short'])
  })

  it('are not received where one unit, or a part of it, is named on two', async () => {
    const first = await accepted(4)
    await later(DAY)
    const second = await accepted(4, [first])
    const unit = await unitOf(site, batch)
    await ship(first, unit)
    await shipOrder(site.as('maker'), second.decision, [unit])
    expect(done(await receive([first, second]))).to.deep.equal(['waits: named', 'waits: named'])
    await acceptTransfer(site.as('pharmacy'), unit, 'both')
    expect(done(await receive([first, second]))).to.deep.equal(['waits: named', 'waits: named'])
    await rejectOrder(site.as('maker'), second.decision)
    expect(done(await receive([first, second]))).to.deep.equal(['received'])
    expect(await statuses()).to.deep.equal(['received', 'rejected'])
  })

  it('are received where their supplier gives one up of which the site has all', async () => {
    const opened = await accepted(4)
    const unit = await unitOf(site, batch)
    await ship(opened, unit)
    await rejectOrder(site.as('maker'), opened.decision)
    expect(await receive([opened])).to.deep.equal([])
    await acceptTransfer(site.as('pharmacy'), unit, 'both')
    expect(done(await receive([opened]))).to.deep.equal(['received'])
    expect(await statuses()).to.deep.equal(['received'])
    expect(await receive([opened])).to.deep.equal([])
  })

  it('are not paid for without the goods: ownership is taken where custody is there, or comes too', async () => {
    const opened = await accepted(4)
    const unit = await unitOf(site, batch)
    await offer(unit, { transfer: 'ownership' })
    await shipOrder(site.as('maker'), opened.decision, [unit])
    expect(done(await receive([opened]))).to.deep.equal(['waits: offer'])
    const { restore: rewind } = await site.chain.networkHelpers.takeSnapshot()
    // A person took it, and the maker still keeps it: no stock, and on its way as long as the order is open.
    await acceptTransfer(site.as('pharmacy'), unit, 'ownership')
    expect(done(await receive([opened]))).to.deep.equal(['waits: offer'])
    const { position } = await openingNow(site, [batch], [opened])
    expect(position).to.deep.include({ lots: [], onTheWay: 4, onOrder: [] })
    await rewind()
    await offer(unit, { receiver: CARRIER, transfer: 'custody' })
    await acceptTransfer(site.as('carrier'), unit, 'custody')
    expect(done(await receive([opened]))).to.deep.equal(['waits: offer'])
    await offer(unit, { transfer: 'custody' }, 'carrier')
    expect(done(await receive([opened]))).to.deep.equal(['accepted', 'received'])
    const { owner, custodian } = await readUnit(site.reader, unit)
    expect([owner, custodian]).to.deep.equal([PHARMACY, PHARMACY])
  })

  it('are not held up by a false proof, or an order that is not what was decided', async () => {
    const opened = await decide(4)
    const altered = { ...opened, document: { ...opened.document, packs: 1 } }
    const proofs = [{ ...batch.proven, serial: 'X' }, batch.proven, batch.proven]
    expect(done(await supply([altered], proofs))).to.deep.equal([])
    expect(done(await supply([altered, opened], proofs))).to.deep.equal(['accepted', 'shipped'])
    expect(done(await receive([altered], proofs))).to.deep.equal(['waits: unopened'])
    expect(done(await receive([opened], proofs.slice(0, 1)))).to.deep.equal(['waits: batch'])
    expect(done(await receive([altered, opened], proofs))).to.deep.equal(['accepted', 'received'])
  })

  it('are filled with whole units beside one of which a pack was dispensed', async () => {
    const { chain, wallets } = site
    const both = roles.manufacturer | roles.dispenser
    await chain.contracts.accreditationRegistry.accredit(wallets.maker.address, MAKER, both, farFuture)
    const opened = await decide(4)
    await dispense(site, batch, 0, 'maker')
    const deeds = await supply([opened])
    expect(done(deeds)).to.deep.equal(['accepted', 'shipped'])
    expect(positions(deeds)).to.deep.equal([1])
  })

  it('leave alone what was offered to the site before, and what is about to lapse', async () => {
    await offer(await unitOf(site, batch))
    const opened = await accepted(4)
    await offer(await unitOf(site, batch, 4), { expiresAt: await deadlineIn(site.reader, DAY) })
    await offer(await unitOf(site, batch, 8))
    expect(positions(await supply([opened]))).to.deep.equal([2])
    expect(done(await receive([opened]))).to.deep.equal(['accepted', 'received'])
  })

  it('are offered again where the offer lapsed, and not where the site refused it', async () => {
    const opened = await decide(4)
    expect(done(await supply([opened]))).to.deep.equal(['accepted', 'shipped'])
    await later(30 * DAY)
    expect(done(await receive([opened]))).to.deep.equal(['waits: offer'])
    const { restore: rewind } = await site.chain.networkHelpers.takeSnapshot()
    expect(done(await supply([opened]))).to.deep.equal(['offered'])
    expect(await supply([opened])).to.deep.equal([])
    expect(done(await receive([opened]))).to.deep.equal(['accepted', 'received'])
    await rewind()
    await supply([opened])
    await rejectTransfer(site.as('pharmacy'), await unitOf(site, batch), 'both')
    await later(30 * DAY)
    expect(await supply([opened])).to.deep.equal([])
  })

  it('free the units of one that its supplier gave up for the next', async () => {
    const first = await decide(20)
    expect(done(await supply([first]))).to.deep.equal(['accepted', 'shipped'])
    await rejectOrder(site.as('maker'), first.decision)
    await later(DAY)
    const second = await decide(20, [first])
    expect(done(await supply([first, second]))).to.deep.equal(['withdrawn', 'accepted', 'shipped'])
    expect(await supply([first, second])).to.deep.equal([])
    expect(done(await receive([first, second]))).to.include('received')
    expect(await statuses()).to.deep.equal(['rejected', 'received'])
  })
})
