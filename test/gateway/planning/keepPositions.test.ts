import { expect } from 'chai'
import { hexlify, id, toUtf8Bytes } from 'ethers'
import type { OrderNews } from '../../../gateway/planning/deedLog.ts'
import { planningDescriptor, shippedPlanner } from '../../../oracle/planning/planner.ts'
import { chainTime } from '../../../sdk/chain/time.ts'
import { encodeModelDescriptor } from '../../../sdk/inference/modelVersion.ts'
import { supplierStep } from '../../../sdk/planning/automation/supplierStep.ts'
import { holdPolicy } from '../../../sdk/planning/holdPolicy.ts'
import { type ListedOrder, listOrders } from '../../../sdk/planning/listOrders.ts'
import type { StockPosition } from '../../../sdk/planning/position.ts'
import { rejectOrder } from '../../../sdk/planning/rejectOrder.ts'
import { acceptTransfer } from '../../../sdk/provenance/acceptTransfer.ts'
import { proposeTransfer } from '../../../sdk/provenance/proposeTransfer.ts'
import { recallPacks } from '../../../sdk/provenance/recallPacks.ts'
import { wholeBatch } from '../../../sdk/provenance/unit.ts'
import { everythingOnChain } from '../../helpers/everythingOnChain.ts'
import { quietPort } from '../../helpers/quietPort.ts'
import { createWorld, eventually, startOracle, type World } from '../../helpers/world.ts'
import { MAKER, PHARMACY } from '../provenance/maker.ts'
import { GTIN } from '../provenance/support.ts'
import { landPlan, planFor } from './committee.ts'
import { dispense, handInPolicy, makeStock, openPharmacy, type Pharmacy, policyOf } from './pharmacy.ts'

const packsOf = (position: StockPosition | null): number =>
  position?.lots.reduce((sum, { packs }) => sum + packs, 0) ?? 0

describe('gateway/planning/keepPositions', () => {
  let world: World
  let pharmacy: Pharmacy
  const positions = async (policyId: string) => {
    const { replenishmentPlanner: planner } = pharmacy.pharmacist.contracts
    return (await planner.queryFilter(planner.filters.PositionRecorded(policyId))).length
  }
  const standing = (policyId: string) => pharmacy.gateway.staff.planningPolicy(policyId)
  const packsIn = async (policyId: string) => packsOf((await standing(policyId)).position)
  const saltsOf = async (orderId: string) => [(await pharmacy.gateway.staff.plannedOrder(orderId)).salt]
  const quiet = () => new Promise((resolve) => setTimeout(resolve, 500))

  describe('without nodes', () => {
    /** Orders once a week, and its positions may be two days old. */
    let weekly: string
    /** Orders every day. */
    let daily: string
    let news: OrderNews[]
    const pass = async (seconds: number) => {
      await world.chain.networkHelpers.time.increase(seconds)
      await world.chain.networkHelpers.mine()
    }
    before(async () => {
      world = await createWorld()
      news = []
      const onOrder = (one: OrderNews) => void news.push(one)
      pharmacy = await openPharmacy(world, {
        packs: 16,
        pharmacy: { replenishment: { sites: [] }, positionPause: 50, onOrder },
      })
      weekly = await handInPolicy(pharmacy, await policyOf(pharmacy, { periodHours: 168 }))
      daily = await handInPolicy(pharmacy, await policyOf(pharmacy, { maximumAgeHours: 200 }))
    })
    after(() => world.close())

    it('records the first position once there is a history, and none while nothing changes', async () => {
      for (const id of [weekly, daily]) {
        await eventually(async () => (await positions(id)) === 1)
        expect(await packsIn(id)).to.equal(16)
      }
      // Blocks come, and nothing that moves stock.
      await world.chain.networkHelpers.mine(3)
      await quiet()
      expect(await positions(weekly)).to.equal(1)
      expect(pharmacy.gateway.errors).to.deep.equal([])
    })

    it('records nothing at a sale, which nobody reads from positions; the next one knows of it', async () => {
      await dispense(pharmacy, 3)
      await quiet()
      expect(await positions(weekly)).to.equal(1)
      expect(await positions(daily)).to.equal(1)
      // For one policy a period begins, of the other the position is half as old as it may be.
      await pass(86_400)
      for (const id of [weekly, daily]) {
        await eventually(async () => (await positions(id)) === 2)
        const { history, position } = await standing(id)
        expect(history?.values.at(-1)).to.equal(1)
        expect(position?.lots.map(({ packs }) => packs)).to.deep.equal([15])
      }
      await quiet()
      expect(await positions(daily)).to.equal(2)
    })

    it('takes what was recalled out of stock at once, but records nothing while a person holds the policy', async () => {
      const { maker, stock, pharmacist } = pharmacy
      await holdPolicy(pharmacist.contracts, weekly, true)
      await recallPacks(maker.person.contracts, stock.book, { from: 8, to: 16 }, id('reason'))
      await eventually(async () => (await packsIn(daily)) === 7)
      expect((await standing(daily)).position?.unusable).to.equal(8)
      await quiet()
      expect(await positions(weekly)).to.equal(2)
      await holdPolicy(pharmacist.contracts, weekly, false)
      await eventually(async () => (await packsIn(weekly)) === 7)
    })

    it('records a batch of which it is shown only now that the site has it', async () => {
      const before = await positions(daily)
      const { maker, pharmacist, gateway } = pharmacy
      const { book, batch } = await makeStock(maker, 4, 'LOT-6')
      const unit = wholeBatch(book.batchId, 2)
      const expiresAt = (await chainTime(pharmacist.contracts)) + 3_600
      const terms = { receiver: PHARMACY, expiresAt, transfer: 'both', isReturn: false } as const
      await proposeTransfer(maker.person.contracts, unit, terms)
      await acceptTransfer(pharmacist.contracts, unit, 'both')
      await quiet()
      // More than was recorded is no reason yet.
      expect(await positions(daily)).to.equal(before)
      await gateway.staff.addPlanningBatches(daily, [batch])
      await gateway.staff.recordStockPosition(daily)
      expect(await packsIn(daily)).to.equal(11)
    })

    it('records nothing once the period has its order, and in the next one what became of that', async () => {
      const { gateway, maker, stock } = pharmacy
      const order = await landPlan(world, await planFor(world, pharmacy, daily))
      await gateway.client.deliverOrder(order)
      const before = await positions(daily)
      await recallPacks(maker.person.contracts, stock.book, { from: 4, to: 8 }, id('reason'))
      await eventually(async () => (await packsIn(weekly)) === 4 - 1)
      await quiet()
      expect(await positions(daily)).to.equal(before)
      await pass(86_400)
      await eventually(async () => (await standing(daily)).position?.onOrder.length === 1)
      expect(await packsIn(daily)).to.equal(7)
      // What will not come is missed as what was recalled is.
      await rejectOrder(maker.person.contracts, order.decision)
      await eventually(async () => (await standing(daily)).position?.onOrder.length === 0)
      expect(await positions(daily)).to.equal(before + 2)
    })

    it('shows and tells once what a shipped order waits for, by its id alone', async () => {
      const { gateway, maker } = pharmacy
      const order = await landPlan(world, await planFor(world, pharmacy, daily))
      const { orderId } = await gateway.client.deliverOrder(order)
      const { batch } = await makeStock(maker, 256, 'LOT-8')
      const work = { organisation: MAKER, opened: [order], batches: [batch] }
      expect((await supplierStep(maker.person.contracts, work)).at(-1)?.done).to.equal('shipped')
      const waits = async () =>
        (await gateway.staff.listPlannedOrders(daily)).find((one) => one.orderId === orderId)?.waits
      await eventually(async () => (await waits()) === 'batch')
      await world.chain.networkHelpers.mine(2)
      await quiet()
      const told = () => news.filter((one) => one.orderId === orderId)
      expect(told()).to.deep.equal([{ side: 'site', orderId, done: 'waits', why: 'batch' }])
      await gateway.staff.addPlanningBatches(daily, [batch])
      await eventually(() => told().some(({ done }) => done === 'received'))
      expect(told().map(({ done }) => done)).to.deep.equal(['waits', 'accepted', 'received'])
      expect(await waits()).to.equal(null)
      expect(JSON.stringify(news)).to.not.contain(GTIN)
    })
  })

  it('fills orders from what the maker has, first expired first, and receives them, without a person', async () => {
    world = await createWorld()
    try {
      await world.chain.contracts.modelRegistry.approve(encodeModelDescriptor(planningDescriptor()))
      // The maker's gateway is told of the pharmacy's before that listens.
      const port = await quietPort()
      const site = `http://127.0.0.1:${port}`
      const news: OrderNews[] = []
      const onOrder = (one: OrderNews) => void news.push(one)
      pharmacy = await openPharmacy(world, {
        packs: 4,
        maker: { replenishment: { sites: ['http://127.0.0.1:9', site] }, positionPause: 100, onOrder },
        pharmacy: { port, replenishment: { sites: [] }, positionPause: 100, onOrder },
      })
      const { maker, gateway } = pharmacy
      const stock = await makeStock(maker, 128, 'LOT-8')
      await maker.gateway.staff.publishBatch(stock.book)
      const nodes: { url: string }[] = []
      for (const oracle of world.oracles) {
        const peers = () => nodes.map(({ url }) => url)
        const options = { gatewayUrl: site, assessors: new Map(), planner: shippedPlanner(), peers }
        nodes.push(await startOracle(world, oracle, options))
      }
      const file = await policyOf(pharmacy)
      const policyId = await handInPolicy(pharmacy, file)
      const [order] = await eventually(async () => {
        const orders: ListedOrder[] = await listOrders(pharmacy.pharmacist.contracts, { policyId })
        return orders[0]?.status === 'received' && orders
      })
      expect(order?.supplier).to.equal(MAKER)
      // The gateway knows it a moment after the chain.
      await eventually(() => news.some(({ side, done }) => side === 'site' && done === 'received'))
      const [planned] = await gateway.staff.listPlannedOrders(policyId)
      const ordered = planned?.document?.packs ?? 0
      expect(ordered).to.be.above(0)
      expect(planned?.waits).to.equal(null)
      expect(packsOf((await gateway.staff.recordStockPosition(policyId)).stock)).to.equal(4 + ordered)
      const deeds = news.filter(({ done }) => done !== 'waits').map(({ side, done }) => `${side} ${done}`)
      expect(deeds).to.deep.equal(['supplier accepted', 'supplier shipped', 'site accepted', 'site received'])
      const batchIds = (await standing(policyId)).batchIds
      expect(batchIds).to.deep.equal([pharmacy.stock.book.batchId, stock.book.batchId])
      const [unit] = order?.units ?? []
      const kept = unit && (await pharmacy.pharmacist.contracts.drugProvenance.unitOf(unit))
      expect(kept?.owner).to.equal(PHARMACY)

      const onChain = await everythingOnChain(world)
      expect(onChain).to.contain(policyId.slice(2))
      for (const secret of [
        hexlify(toUtf8Bytes(GTIN)),
        file.secret,
        ...(await saltsOf(planned?.orderId ?? '')),
      ]) {
        expect(onChain).to.not.contain(secret.slice(2))
      }
      const said = [...gateway.errors, ...maker.gateway.errors].map((error) =>
        String((error as Error).message),
      )
      expect(said.join('\n')).to.not.contain(GTIN)
    } finally {
      await world.close()
    }
  })
})
