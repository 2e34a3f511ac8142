import { expect } from 'chai'
import { deadlineIn } from '../../../../sdk/chain/time.ts'
import { acceptOrder } from '../../../../sdk/planning/acceptOrder.ts'
import { type SiteDeed, siteStep } from '../../../../sdk/planning/automation/siteStep.ts'
import { type SupplierDeed, supplierStep } from '../../../../sdk/planning/automation/supplierStep.ts'
import { cancelOrder } from '../../../../sdk/planning/cancelOrder.ts'
import { holdPolicy } from '../../../../sdk/planning/holdPolicy.ts'
import { listOrders } from '../../../../sdk/planning/listOrders.ts'
import { type OpenedOrder, type OrderDecision, requireOpened } from '../../../../sdk/planning/order.ts'
import { shipOrder } from '../../../../sdk/planning/shipOrder.ts'
import { disaggregateUnit } from '../../../../sdk/provenance/disaggregateUnit.ts'
import { expiryOfDay } from '../../../../sdk/provenance/expiry.ts'
import { proposeTransfer } from '../../../../sdk/provenance/proposeTransfer.ts'
import { quarantineUnit } from '../../../../sdk/provenance/quarantineUnit.ts'
import { NO_REASON } from '../../../../sdk/provenance/reason.ts'
import { recallPacks } from '../../../../sdk/provenance/recallPacks.ts'
import { rejectTransfer } from '../../../../sdk/provenance/rejectTransfer.ts'
import { MAKER, PHARMACY } from '../../provenance/support/drugChain.ts'
import {
  createSite,
  type KnownBatch,
  knownBatch,
  openingNow,
  order,
  record,
  type Site,
  unitOf,
} from '../support/site.ts'

const DAY = 86_400

describe('orders that fill themselves', () => {
  let site: Site
  /** 16 packs that expire in half a year, and 20 in a year. */
  let early: KnownBatch
  let late: KnownBatch
  let restore: () => Promise<void>

  before(async () => {
    site = await createSite()
    const today = Math.floor((await site.chain.networkHelpers.time.latest()) / DAY)
    late = await knownBatch(site, 20)
    early = await knownBatch(site, 16, { expiry: expiryOfDay(today + 180) })
    restore = (await site.chain.networkHelpers.takeSnapshot()).restore
  })
  afterEach(async () => {
    await restore()
    restore = (await site.chain.networkHelpers.takeSnapshot()).restore
  })

  const decide = async (packs: number, before: readonly OpenedOrder[] = []): Promise<OpenedOrder> => {
    await record(site, await openingNow(site, [early, late], before))
    return order(site, packs)
  }
  const batches = () => [late.proven, early.proven]
  const supply = (...opened: OpenedOrder[]): Promise<SupplierDeed[]> =>
    supplierStep(site.as('maker'), { organisation: MAKER, opened, batches: batches() })
  const receive = (...opened: OpenedOrder[]): Promise<SiteDeed[]> =>
    siteStep(site.as('pharmacy'), { organisation: PHARMACY, opened, batches: batches() })
  const done = (deeds: readonly (SupplierDeed | SiteDeed)[]) =>
    deeds.map((deed) => (deed.done === 'waits' ? `waits: ${deed.why}` : deed.done))
  const stock = async (...opened: OpenedOrder[]) => {
    const { position } = await openingNow(site, [early, late], opened)
    return position.lots.map(({ batchId, packs }) => [
      batchId === early.book.batchId ? 'early' : 'late',
      packs,
    ])
  }
  const statuses = async () =>
    (await listOrders(site.reader, { supplier: MAKER })).map(({ status }) => status)
  /** The maker's contracts, which fail at the given act of a kind as a process does that is killed there. */
  const killedAt = (kind: 'propose' | 'disaggregate' | 'ship', count: number) => {
    const contracts = site.as('maker')
    let calls = 0
    const guarded = <T extends object>(contract: T): T =>
      new Proxy(contract, {
        get(target, name, receiver) {
          const value: unknown = Reflect.get(target, name, receiver)
          if (name !== kind || typeof value !== 'function') return value
          return (...args: unknown[]) => {
            if (++calls === count) throw new Error('killed')
            return value.apply(target, args)
          }
        },
      })
    const { drugProvenance, replenishmentPlanner } = contracts
    return {
      ...contracts,
      drugProvenance: guarded(drugProvenance),
      replenishmentPlanner: guarded(replenishmentPlanner),
    }
  }

  it('are accepted, split, shipped first expired first, and received, each once', async () => {
    const opened = await decide(21)
    expect(done(await supply(opened))).to.deep.equal(['accepted', 'shipped'])
    expect(await supply(opened)).to.deep.equal([])
    expect(done(await receive(opened))).to.deep.equal(['accepted', 'accepted', 'accepted', 'received'])
    expect(await receive(opened)).to.deep.equal([])
    expect(await statuses()).to.deep.equal(['received'])
    // 16 of the earlier, then 4 and 1 of the later: the fewest units.
    expect(await stock()).to.deep.equal([
      ['early', 16],
      ['late', 5],
    ])
  })

  it('go on where they were stopped, at any step, and ship the same units', async () => {
    const opened = await decide(21)
    const { restore: rewind } = await site.chain.networkHelpers.takeSnapshot()
    const shipped = async () => {
      const [listed] = await listOrders(site.reader, { supplier: MAKER })
      return listed?.units
    }
    await supply(opened)
    const units = await shipped()
    expect(units).to.have.length(3)
    const stops = [
      ['disaggregate', 1],
      ['disaggregate', 2],
      ['propose', 1],
      ['propose', 2],
      ['propose', 3],
      ['ship', 1],
    ] as const
    for (const [kind, count] of stops) {
      await rewind()
      const work = { organisation: MAKER, opened: [opened], batches: batches() }
      const failure = await supplierStep(killedAt(kind, count), work).catch((error: unknown) => error)
      expect(String(failure), `${kind} ${count}`).to.match(/killed|chain did not answer/)
      expect(await statuses()).to.deep.equal(['accepted'])
      expect(done(await supply(opened))).to.deep.equal(['shipped'])
      expect(await shipped()).to.deep.equal(units)
    }
    expect(done(await receive(opened))).to.include('received')
  })

  it('wait for stock, and never take what is held, recalled, expired or another product', async () => {
    const opened = await decide(30)
    const other = await knownBatch(site, 64, { gtin: '09521234543220' })
    const supplyWith = async (...known: KnownBatch[]) =>
      done(
        await supplierStep(site.as('maker'), {
          organisation: MAKER,
          opened: [opened],
          batches: known.map(({ proven }) => proven),
        }),
      )
    expect(await supplyWith(early, other)).to.deep.equal(['waits: stock'])
    const { restore: rewind } = await site.chain.networkHelpers.takeSnapshot()
    await quarantineUnit(site.as('maker'), await unitOf(site, early), NO_REASON)
    expect(await supplyWith(early, late, other)).to.deep.equal(['waits: stock'])
    await rewind()
    await recallPacks(site.as('maker'), late.book, { from: 3, to: 9 }, NO_REASON)
    expect(await supplyWith(early, late)).to.deep.equal(['waits: stock'])
    await rewind()
    expect(await statuses()).to.deep.equal(['placed'])
    expect(await supplyWith(early, late)).to.deep.equal(['accepted', 'shipped'])
  })

  it('do not wait for one another where the chain refuses one of them', async () => {
    const first = await decide(5)
    await site.chain.networkHelpers.time.increase(DAY)
    const second = await decide(5, [first])
    const maker = site.as('maker')
    const { replenishmentPlanner: planner } = maker
    const accept = async (decision: OrderDecision) => {
      // Its site cancels it at this very moment.
      if (decision.period === first.decision.period) await cancelOrder(site.as('pharmacy'), first.decision)
      return planner.accept(decision)
    }
    const racing = new Proxy(planner, {
      get: (target, name) => (name === 'accept' ? accept : Reflect.get(target, name)),
    })
    const work = { organisation: MAKER, opened: [first, second], batches: batches() }
    const deeds = await supplierStep({ ...maker, replenishmentPlanner: racing }, work)
    expect(done(deeds)).to.deep.equal(['waits: refused', 'accepted', 'shipped'])
    expect(await statuses()).to.deep.equal(['cancelled', 'shipped'])
  })

  it('wait where they would take more units than one order names', async () => {
    const small = await knownBatch(site, 128)
    await disaggregateUnit(site.as('maker'), await unitOf(site, small), 0)
    await record(site, await openingNow(site, [small]))
    const opened = await order(site, 65)
    const work = { organisation: MAKER, opened: [opened], batches: [small.proven] }
    const deeds = await supplierStep(site.as('maker'), work)
    expect(done(deeds)).to.deep.equal(['waits: units'])
    expect(deeds[0]).to.include({ count: 65 })
    expect(await statuses()).to.deep.equal(['placed'])
  })

  it('leave expired stock where it is', async () => {
    await site.chain.networkHelpers.time.increase(181 * DAY)
    const opened = await decide(5)
    const [, shipped] = await supply(opened)
    const units = shipped?.done === 'shipped' ? shipped.units : []
    expect(units.map(({ batchId }) => batchId)).to.deep.equal([late.book.batchId, late.book.batchId])
  })

  it('are not touched without having been shown, nor accepted while a person of the site holds the policy', async () => {
    const opened = await decide(5)
    expect(await supply()).to.deep.equal([])
    await holdPolicy(site.as('pharmacy'), site.policyId, true)
    expect(done(await supply(opened))).to.deep.equal(['waits: held'])
    await holdPolicy(site.as('pharmacy'), site.policyId, false)
    expect(done(await supply(opened))).to.deep.equal(['accepted', 'shipped'])
    expect(done(await receive())).to.deep.equal(['waits: unopened'])
  })

  it('fill what was promised first, and no unit fills two', async () => {
    const first = await decide(25)
    await site.chain.networkHelpers.time.increase(DAY)
    const second = await decide(30, [first])
    await acceptOrder(site.as('maker'), second.decision)
    const deeds = await supply(first, second)
    expect(deeds.map(({ orderId, done: what }) => [orderId, what])).to.deep.equal([
      [requireOpened(site.reader, second), 'shipped'],
      [requireOpened(site.reader, first), 'waits'],
    ])
    expect(await statuses()).to.deep.equal(['placed', 'shipped'])
  })

  it('are not received where more was shipped than ordered, a batch is unknown, or an offer was refused', async () => {
    const opened = await decide(5)
    const maker = site.as('maker')
    await acceptOrder(maker, opened.decision)
    const unit = await unitOf(site, early)
    const expiresAt = await deadlineIn(site.reader, DAY)
    await proposeTransfer(maker, unit, { receiver: PHARMACY, expiresAt, transfer: 'both', isReturn: false })
    const { restore: rewind } = await site.chain.networkHelpers.takeSnapshot()
    await shipOrder(maker, opened.decision, [unit])
    expect(done(await receive(opened))).to.deep.equal(['waits: packs'])
    const work = { organisation: PHARMACY, opened: [opened], batches: [late.proven] }
    expect(done(await siteStep(site.as('pharmacy'), work))).to.deep.equal(['waits: batch'])
    await rewind()
    await disaggregateUnit(maker, unit, 2)
    expect(done(await supply(opened))).to.deep.equal(['shipped'])
    await rejectTransfer(site.as('pharmacy'), await unitOf(site, early), 'both')
    expect(done(await receive(opened))).to.deep.equal(['accepted', 'waits: offer'])
    expect(await stock(opened)).to.deep.equal([['early', 1]])
  })
})
