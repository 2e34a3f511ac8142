import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { expect } from 'chai'
import type { NodeEvent } from '../../../oracle/network/events.ts'
import type { Planner } from '../../../oracle/planning/plan.ts'
import { planningDescriptor, shippedPlanner } from '../../../oracle/planning/planner.ts'
import { encodeModelDescriptor } from '../../../sdk/inference/modelVersion.ts'
import { holdPolicy } from '../../../sdk/planning/holdPolicy.ts'
import { type ListedOrder, listOrders } from '../../../sdk/planning/listOrders.ts'
import type { PlanOpening } from '../../../sdk/planning/planOpening.ts'
import { readPolicy } from '../../../sdk/planning/readPolicy.ts'
import { recordPosition } from '../../../sdk/planning/recordPosition.ts'
import { landPlan, planFor } from '../../gateway/planning/committee.ts'
import { handInPolicy, openPharmacy, policyOf } from '../../gateway/planning/pharmacy.ts'
import { GTIN } from '../../gateway/provenance/support.ts'
import { createWorld, eventually, type StartedNode, startOracle, type World } from '../../helpers/world.ts'

/** A node that orders a pack more than its version says. */
const lying = (honest: Planner): Planner => ({
  ...honest,
  async plan(opening, question) {
    const { position } = opening
    const more = { ...position, lots: position.lots.map((lot) => ({ ...lot, packs: lot.packs + 3 })) }
    return honest.plan({ ...opening, position: more }, question)
  },
})

/** A node of another version, which forecasts otherwise. */
const lyingForecast = (honest: Planner): Planner => ({
  ...honest,
  async plan({ history, ...opening }, question) {
    const values = history.values.map((value) => (value ?? 0) + 1)
    return honest.plan({ ...opening, history: { ...history, values } }, question)
  },
})

async function openSite(plannerOf: (honest: Planner, index: number) => Planner = (honest) => honest) {
  const world = await createWorld()
  await world.chain.contracts.modelRegistry.approve(encodeModelDescriptor(planningDescriptor()))
  const pharmacy = await openPharmacy(world)
  const { contracts } = pharmacy.pharmacist
  const options = (index: number, planningUrls: readonly string[]) => ({
    gatewayUrl: pharmacy.maker.gateway.url,
    assessors: new Map(),
    planner: plannerOf(shippedPlanner(), index),
    planningUrls,
  })
  return {
    world,
    pharmacy,
    contracts,
    /** The first of the gateways is nobody, the second is another organisation's. */
    async startNodes(
      urls = ['http://127.0.0.1:9', pharmacy.maker.gateway.url, pharmacy.gateway.url],
    ): Promise<StartedNode[]> {
      const nodes: StartedNode[] = []
      for (const [index, oracle] of world.oracles.entries()) {
        const peers = () =>
          nodes.filter(({ account }) => account !== oracle.wallet.address).map(({ url }) => url)
        nodes.push(await startOracle(world, oracle, { ...options(index, urls), peers }))
      }
      return nodes
    },
    /** One node alone, that nobody hears. */
    startOne: (index: number) => {
      const oracle = world.oracles[index] ?? expect.fail('There is no node.')
      return startOracle(world, oracle, options(index, [pharmacy.gateway.url]))
    },
    orders: (policyId: string): Promise<ListedOrder[]> => listOrders(contracts, { policyId }),
    /** The orders of a policy once there are so many. */
    ordered: (policyId: string, count = 1): Promise<ListedOrder[]> =>
      eventually(async () => {
        const orders = await listOrders(contracts, { policyId })
        return orders.length >= count && orders
      }),
  }
}

const told = (nodes: readonly StartedNode[], kind: NodeEvent['kind']) =>
  nodes.flatMap(({ events }) => events).filter((event) => event.kind === kind)

const signedBy = ({ events }: StartedNode) =>
  events.flatMap((event) => (event.kind === 'signed' ? [[event.requestId, event.outputHash]] : []))

/** With causes and stacks, which no log shows. */
const inspectAll = (value: unknown): string => inspect(value, { depth: 9 })

const everythingSaid = (nodes: readonly StartedNode[]) =>
  nodes
    .flatMap(({ events }) => events)
    .map(inspectAll)
    .join('\n')

describe('oracle/planning', () => {
  let site: Awaited<ReturnType<typeof openSite>>
  afterEach(() => site.world.close())

  it('lands a forecast and then an order by three signatures, once, and hands both to the gateway of the site', async () => {
    site = await openSite()
    const nodes = await site.startNodes()
    const policyId = await handInPolicy(site.pharmacy)
    const { staff } = site.pharmacy.gateway
    await staff.recordStockPosition(policyId)
    const [order] = await site.ordered(policyId)
    expect(order?.status).to.equal('placed')
    const [planned] = await eventually(async () => {
      const orders = await staff.listPlannedOrders(policyId)
      return orders[0]?.document && orders
    })
    // Sixty days of some ten packs a day, two days of lead time, 32 packs in stock.
    expect(planned?.document?.packs).to.be.within(1, 60)
    const { forecast } = await staff.planningPolicy(policyId)
    expect(forecast?.quantiles).to.have.length(14)
    expect(forecast?.policyId).to.equal(policyId)
    const planner = site.contracts.replenishmentPlanner
    expect(await planner.queryFilter(planner.filters.ForecastLanded(policyId))).to.have.length(1)
    expect(await site.orders(policyId)).to.have.length(1)
    expect(new Set(nodes.flatMap(signedBy).map(([, outputHash]) => outputHash)).size).to.equal(2)
    expect(told(nodes, 'disagreed')).to.deep.equal([])
  })

  it('orders again in the next period, but not from a position that does not know of the order before', async () => {
    site = await openSite()
    const nodes = await site.startNodes()
    const policyId = await handInPolicy(site.pharmacy)
    const { staff } = site.pharmacy.gateway
    await staff.recordStockPosition(policyId)
    await site.ordered(policyId)
    await eventually(async () => (await staff.listPlannedOrders(policyId))[0]?.document)
    // Of each node a forecast and an order, also of one that comes to it after they have landed.
    await eventually(() => told(nodes, 'signed').length >= 8)
    await site.world.chain.networkHelpers.time.increase(86_400)
    await new Promise((resolve) => setTimeout(resolve, 600))
    expect(told(nodes, 'signed')).to.have.length(8)
    const { stock } = await staff.recordStockPosition(policyId)
    expect(stock.onOrder).to.have.length(1)
    const orders = await site.ordered(policyId, 2)
    expect(orders.map(({ decision }) => decision.period)).to.deep.equal([0, 1])
    const [first, second] = await eventually(async () => {
      const planned = await staff.listPlannedOrders(policyId)
      return planned[1]?.document && planned
    })
    // A day's demand, not once more what is on its way.
    expect(second?.document?.packs).to.be.below(first?.document?.packs ?? 0)
  })

  it('lands what three nodes agree on where one lies, and tells of it', async () => {
    site = await openSite((honest, index) => (index === 0 ? lying(honest) : honest))
    const nodes = await site.startNodes()
    const policyId = await handInPolicy(site.pharmacy)
    await site.pharmacy.gateway.staff.recordStockPosition(policyId)
    const [order] = await site.ordered(policyId)
    const honest = new Set(
      nodes
        .slice(1)
        .flatMap(signedBy)
        .map(([, outputHash]) => outputHash),
    )
    expect(honest.has(order?.orderId ?? '')).to.equal(true)
    expect(
      nodes
        .slice(0, 1)
        .flatMap(signedBy)
        .map(([, outputHash]) => outputHash),
    ).to.not.include(order?.orderId)
  })

  it('lands no order where two nodes lie', async () => {
    site = await openSite((honest, index) => (index < 2 ? lying(honest) : honest))
    const nodes = await site.startNodes()
    const policyId = await handInPolicy(site.pharmacy)
    await site.pharmacy.gateway.staff.recordStockPosition(policyId)
    await eventually(() => told(nodes, 'signed').length >= 8)
    await eventually(() => told(nodes, 'disagreed').length > 0)
    expect(await site.orders(policyId)).to.deep.equal([])
  })

  it('signs nothing of an opening that is not what the chain holds, says so once without a quantity, and goes on with others', async () => {
    site = await openSite()
    const { pharmacy, world } = site
    const { url, staff } = pharmacy.gateway
    const policyId = await handInPolicy(pharmacy)
    const malformed = await handInPolicy(pharmacy, await policyOf(pharmacy, { cap: 398 }))
    const secrets = new Set<string>()
    const altered = await alteringProxy(world, url, ({ history, file, ...opening }) => {
      secrets.add(file.secret.slice(4, -2))
      if (opening.position.policyId === malformed) {
        return { ...opening, history, file: { ...file, secret: `${file.secret}0` } }
      }
      const isMore = opening.position.policyId === policyId
      const values = history.values.map((value) => (value ?? 0) + (isMore ? 90_717 : 0))
      return { ...opening, file, history: { ...history, values } }
    })
    const nodes = await site.startNodes([altered])
    await staff.recordStockPosition(policyId)
    const refusals = (of = policyId) =>
      told(nodes, 'refused').filter((event) => 'requestId' in event && event.requestId === of)
    await eventually(() => refusals().length >= 4)
    for (const event of refusals()) {
      expect((event as { error: { code: string } }).error.code).to.equal('COMMITMENT_MISMATCH')
    }
    expect(told(nodes, 'signed')).to.deep.equal([])
    const other = await handInPolicy(pharmacy, await policyOf(pharmacy, { cap: 399 }))
    await staff.recordStockPosition(other)
    await site.ordered(other)
    expect(await site.orders(policyId)).to.deep.equal([])
    expect(refusals()).to.have.length(4)
    await staff.recordStockPosition(malformed)
    await eventually(() => refusals(malformed).length >= 4)
    expect(secrets).to.have.length(3)
    const metrics = await Promise.all(
      nodes.map(async ({ url }) => (await fetch(new URL('metrics', url))).text()),
    )
    const said = [everythingSaid(nodes), ...metrics, ...(pharmacy.gateway.errors as Error[]).map(inspectAll)]
    // The quantity as a number: a hash may well have its digits.
    const quantity = '(?<![\\w.])907\\d\\d(?!\\w)'
    expect(said.join('\n')).to.not.match(new RegExp([GTIN, quantity, ...secrets].join('|')))
  })

  it('says the same after a restart as before', async () => {
    site = await openSite()
    const policyId = await handInPolicy(site.pharmacy)
    await site.pharmacy.gateway.staff.recordStockPosition(policyId)
    const before = await site.startOne(2)
    await eventually(() => signedBy(before).length >= 2)
    await before.close()
    const after = await site.startOne(2)
    await eventually(() => signedBy(after).length >= 2)
    expect(signedBy(after)).to.deep.equal(signedBy(before))
  })

  it('signs nothing else once a forecast has landed that it does not find itself', async () => {
    site = await openSite((honest, index) => (index === 0 ? lyingForecast(honest) : honest))
    const policyId = await handInPolicy(site.pharmacy)
    await site.pharmacy.gateway.staff.recordStockPosition(policyId)
    await landPlan(site.world, await planFor(site.world, site.pharmacy, policyId))
    const other = await site.startOne(0)
    const [refused] = await eventually(() => told([other], 'refused').length > 0 && told([other], 'refused'))
    expect((refused as { error: { code: string } }).error.code).to.equal('REPORT_MISMATCH')
    expect(signedBy(other)).to.deep.equal([])
  })

  it('names another request for the same position once it is recorded again', async () => {
    site = await openSite()
    const { pharmacist, gateway } = site.pharmacy
    const policyId = await handInPolicy(site.pharmacy)
    const { position } = await gateway.staff.recordStockPosition(policyId)
    const node = await site.startOne(2)
    await eventually(() => signedBy(node).length >= 2)
    await recordPosition(pharmacist.contracts, policyId, position)
    await eventually(() => signedBy(node).length >= 4)
    const [requests, outputs] = [0, 1].map((index) => signedBy(node).map((signed) => signed[index]))
    expect(new Set(requests).size).to.equal(4)
    expect(new Set(outputs).size).to.equal(2)
  })

  it('does not decide by a position of an earlier period, however fresh', async () => {
    site = await openSite()
    const { staff } = site.pharmacy.gateway
    const policyId = await handInPolicy(site.pharmacy)
    await staff.recordStockPosition(policyId)
    await site.world.chain.networkHelpers.time.increase(86_400)
    await site.world.chain.networkHelpers.mine()
    const nodes = await site.startNodes()
    await new Promise((resolve) => setTimeout(resolve, 600))
    expect(told(nodes, 'signed')).to.deep.equal([])
    expect(told(nodes, 'refused')).to.deep.equal([])
    await staff.recordStockPosition(policyId)
    await site.ordered(policyId)
  })

  it('does nothing for a policy that is held, and goes on once it is not; nothing from a stale position', async () => {
    site = await openSite()
    const { pharmacy, contracts, world } = site
    const { staff } = pharmacy.gateway
    const policyId = await handInPolicy(pharmacy)
    const stale = await handInPolicy(pharmacy, await policyOf(pharmacy, { maximumAgeHours: 1, cap: 399 }))
    await staff.recordStockPosition(stale)
    await world.chain.networkHelpers.time.increase(3_700)
    await staff.recordStockPosition(policyId)
    await holdPolicy(pharmacy.pharmacist.contracts, policyId, true)
    const nodes = await site.startNodes()
    await new Promise((resolve) => setTimeout(resolve, 800))
    expect(told(nodes, 'signed')).to.deep.equal([])
    await holdPolicy(pharmacy.pharmacist.contracts, policyId, false)
    await site.ordered(policyId)
    expect((await readPolicy(contracts, stale)).forecast).to.equal(null)
    expect(told(nodes, 'failed')).to.deep.equal([])
  })
})

/** A gateway that changes the openings which another one gives. */
async function alteringProxy(
  world: Pick<World, 'onClose'>,
  target: string,
  alter: (opening: PlanOpening) => PlanOpening,
): Promise<string> {
  const pass = async (request: IncomingMessage, response: ServerResponse) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const answer = await fetch(new URL(request.url ?? '', target), {
      method: request.method ?? 'GET',
      headers: { 'content-type': 'application/json' },
      body: Buffer.concat(parts),
    })
    const text = await answer.text()
    const isOpening = answer.ok && (request.url ?? '').endsWith('/opening')
    response.writeHead(answer.status, { 'content-type': 'application/json' })
    response.end(isOpening ? JSON.stringify(alter(JSON.parse(text) as PlanOpening)) : text)
  }
  // A node that stops hangs up in the middle of a question.
  const server = createServer((request, response) => {
    pass(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  world.onClose(async () => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
