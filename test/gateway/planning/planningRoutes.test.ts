import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { expect } from 'chai'
import { openOrders } from '../../../gateway/planning/openOrders.ts'
import type { PlanningStore } from '../../../gateway/planning/planningStore.ts'
import type { Plan } from '../../../oracle/planning/plan.ts'
import { deadlineIn } from '../../../sdk/chain/time.ts'
import type { ErrorCode } from '../../../sdk/errors/index.ts'
import { type GatewayClient, gatewayClient } from '../../../sdk/gateway/client.ts'
import { cancelOrder } from '../../../sdk/planning/cancelOrder.ts'
import { checkOpening } from '../../../sdk/planning/checkOpening.ts'
import { holdPolicy } from '../../../sdk/planning/holdPolicy.ts'
import { listOrders } from '../../../sdk/planning/listOrders.ts'
import { type OpenedOrder, orderIdOf } from '../../../sdk/planning/order.ts'
import { type PolicyFile, policyIdOf } from '../../../sdk/planning/policy.ts'
import { readPolicy } from '../../../sdk/planning/readPolicy.ts'
import { blockTimeOf } from '../../../sdk/planning/stock/blockTimeOf.ts'
import { organisation } from '../../helpers/chain.ts'
import { expectError } from '../../helpers/expectError.ts'
import { createWorld, type Person, STAFF_TOKEN, startHospital, type World } from '../../helpers/world.ts'
import { appoint, MAKER, PHARMACY } from '../provenance/maker.ts'
import { landPlan, planFor, requestOf } from './committee.ts'
import {
  dispense,
  handInPolicy,
  historyFor,
  makeStock,
  openPharmacy,
  type Pharmacy,
  policyOf,
} from './pharmacy.ts'

const hash = (digit: string) => `0x${digit.repeat(64)}`

describe('gateway/planning', () => {
  let world: World
  let pharmacy: Pharmacy
  let file: PolicyFile
  let policyId: string
  let plan: Plan
  let order: OpenedOrder
  let staff: GatewayClient
  before(async () => {
    world = await createWorld()
    pharmacy = await openPharmacy(world)
    staff = pharmacy.gateway.staff
    file = await policyOf(pharmacy)
    policyId = await handInPolicy(pharmacy, file)
    await staff.recordStockPosition(policyId)
    plan = await planFor(world, pharmacy, policyId)
    order = await landPlan(world, plan)
  })
  after(() => world.close())

  const nodeOf = (index = 1): Person => world.oracles[index] ?? expect.fail('There is no node.')
  const signedIn = async ({ wallet }: Person) => {
    const client = gatewayClient({ url: pharmacy.gateway.url })
    await client.signIn(wallet)
    return client
  }
  const ask = async (method: string, path: string, body: string | undefined, token?: string) => {
    const headers = {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token && { authorization: `Bearer ${token}` }),
    }
    const url = new URL(path, pharmacy.gateway.url)
    const answer = await fetch(url, { method, headers, ...(body !== undefined && { body }) })
    return { status: answer.status, text: await answer.text() }
  }

  describe('policies', () => {
    it('are set on the chain once, kept, and told without their secret', async () => {
      expect(policyId).to.equal(policyIdOf(file))
      expect(await staff.setPlanningPolicy(file)).to.deep.equal({ policyId, transactionHash: null })
      expect((await readPolicy(world.relayer.contracts, policyId)).organisation).to.equal(PHARMACY)
      const [kept] = await staff.listPlanningPolicies()
      expect(kept).to.deep.equal({ policyId, document: file.document })
      const told = JSON.stringify([
        await staff.listPlanningPolicies(),
        await staff.planningPolicy(policyId),
        await staff.listPlannedOrders(policyId),
      ])
      expect(told).to.not.contain(file.secret.slice(2))
    })

    it('are those of the organisation, on this chain, and in their format', async () => {
      const { document, secret } = file
      const refused = (change: object, message: RegExp) =>
        expectError(
          () => staff.setPlanningPolicy({ document: { ...document, ...change }, secret } as PolicyFile),
          'PLAN_REFUSED',
          message,
        )
      await refused({ chainId: 1 }, /another chain/)
      await refused({ contract: organisation('nobody') }, /another contract/)
      await refused({ organisation: organisation('other') }, /another organisation/)
      for (const bad of [{ periodHours: 0 }, { rule: { kind: 'none' } }, { more: 1 }, { cap: 0 }]) {
        const body = { document: { ...document, ...bad }, secret } as unknown as PolicyFile
        await expectError(() => staff.setPlanningPolicy(body), 'MESSAGE_INVALID', /malformed at/)
      }
      expect(await staff.listPlanningPolicies()).to.have.length(1)
    })

    it('leave their secret in no answer, error, log line or metric', async () => {
      const { url, errors } = pharmacy.gateway
      const { document, secret } = file
      const said: string[] = []
      for (const bad of [
        { document, secret: `${secret}0` },
        { document, secret: secret.slice(2) },
        { document: { ...document, cap: 0 }, secret },
        { document: { ...document, chainId: 1 }, secret },
        { document, secret, more: secret },
        [secret],
      ]) {
        const { status, text } = await ask('PUT', 'planning/policies', JSON.stringify(bad), STAFF_TOKEN)
        expect(status).to.be.within(400, 403)
        said.push(text)
      }
      const broken = await ask('PUT', 'planning/policies', JSON.stringify(file).slice(0, -1), STAFF_TOKEN)
      said.push(broken.text)
      for (const path of ['metrics', 'health', 'openapi.json']) {
        said.push(await (await fetch(new URL(path, url))).text())
      }
      said.push(...errors.map((error) => inspect(error, { depth: 9 })))
      expect(said.join('\n')).to.not.contain(secret.slice(4, -2))
    })

    it('lie in a file that no other account reads', async () => {
      const { dataFolder } = pharmacy.gateway
      for (const name of (await readdir(dataFolder)).filter((file) => file.startsWith('planning.sqlite'))) {
        expect((await stat(join(dataFolder, name))).mode & 0o077, name).to.equal(0)
      }
      expect((await readFile(join(dataFolder, 'planning.sqlite'))).length).to.be.above(0)
    })
  })

  describe('who may call', () => {
    const calls: readonly ((caller: GatewayClient) => Promise<unknown>)[] = [
      (caller) => caller.listPlanningPolicies(),
      (caller) => caller.planningPolicy(policyId),
      (caller) => caller.listPlannedOrders(policyId),
      (caller) => caller.addPlanningBatches(policyId, [pharmacy.stock.batch]),
      (caller) => caller.recordStockPosition(policyId),
    ]

    it('is the staff, for a policy with its secret and for its history', async () => {
      const history = await historyFor(pharmacy)
      for (const [caller, code] of [
        [await signedIn(pharmacy.pharmacist), 'NOT_ACCREDITED'],
        [await signedIn(await appoint(world, MAKER, 'manufacturer')), 'NOT_ACCREDITED'],
        [pharmacy.gateway.client, 'NOT_AUTHORISED'],
      ] as const) {
        await expectError(() => caller.setPlanningPolicy(file), code, /./)
        await expectError(() => caller.setDemandHistory(policyId, history), code, /./)
      }
    })

    it('is whoever trades for the organisation too, for everything else, which tells no secret', async () => {
      await staff.deliverOrder(order)
      for (const role of ['dispenser', 'distributor', 'manufacturer'] as const) {
        const trader = await signedIn(await appoint(world, PHARMACY, role))
        const told: unknown[] = []
        for (const call of calls) told.push(await call(trader))
        expect(told[0]).to.deep.equal([{ policyId, document: file.document }])
        expect(JSON.stringify(told)).to.not.contain(file.secret.slice(2))
      }
    })

    it('is nobody else, nor one who trades for it no more', async () => {
      const gone = await appoint(world, PHARMACY, 'dispenser')
      const client = await signedIn(gone)
      await client.listPlanningPolicies()
      await world.chain.contracts.accreditationRegistry.withdraw(gone.wallet.address)
      const others = [
        client,
        await signedIn(await appoint(world, MAKER, 'manufacturer')),
        // Of the organisation, and not one who trades for it.
        await signedIn(await appoint(world, PHARMACY, 'quality-assurance')),
        await signedIn(await world.make()),
        await signedIn(nodeOf()),
      ]
      for (const call of calls) {
        for (const other of others) await expectError(() => call(other), 'NOT_ACCREDITED', /./)
        await expectError(() => call(pharmacy.gateway.client), 'NOT_AUTHORISED', /./)
      }
    })

    it('is, for an order, the staff and the organisation that it is addressed to', async () => {
      const orderId = await staff.deliverOrder(order).then((kept) => kept.orderId)
      expect(orderId).to.equal(orderIdOf(world.relayer.contracts, order.decision))
      const supplier = await signedIn(await appoint(world, MAKER, 'distributor'))
      expect(await supplier.plannedOrder(orderId)).to.deep.equal(order)
      expect(await staff.plannedOrder(orderId)).to.deep.equal(order)
      expect(await (await signedIn(pharmacy.pharmacist)).plannedOrder(orderId)).to.deep.equal(order)
      expect(JSON.stringify(await supplier.plannedOrder(orderId))).to.not.contain(file.secret.slice(2))
      const others = [
        await appoint(world, organisation('other maker'), 'manufacturer'),
        // Of the organisation, and not one who trades for it.
        await appoint(world, MAKER, 'quality-assurance'),
        await world.make(),
        nodeOf(),
      ]
      for (const person of others) {
        const client = await signedIn(person)
        await expectError(() => client.plannedOrder(orderId), 'PLAN_NOT_FOUND', /for you/)
        await expectError(() => client.plannedOrder(hash('a')), 'PLAN_NOT_FOUND', /for you/)
        await expectError(
          () => client.addShippedBatches(orderId, [pharmacy.stock.batch]),
          'PLAN_NOT_FOUND',
          /for you/,
        )
      }
      await expectError(() => pharmacy.gateway.client.plannedOrder(orderId), 'NOT_AUTHORISED', /./)
      await expectError(
        () => supplier.addShippedBatches(orderId, [pharmacy.stock.batch]),
        'ORDER_REFUSED',
        /Nothing of such a batch/,
      )
    })
  })

  describe('an opening', () => {
    it('is what stands behind the newest position, and good for one answer', async () => {
      const request = await requestOf(nodeOf(), policyId)
      const opening = await pharmacy.gateway.client.planOpening(request)
      const { contracts } = nodeOf()
      await checkOpening(contracts, opening, await readPolicy(contracts, policyId))
      expect(opening.file).to.deep.equal(file)
      await expectError(() => pharmacy.gateway.client.planOpening(request), 'REPLAYED', /used before/)
    })

    it('is for nodes of the committee alone, within ten minutes', async () => {
      const { client } = pharmacy.gateway
      const refused = async (request: Parameters<GatewayClient['planOpening']>[0], code: ErrorCode) =>
        expectError(() => client.planOpening(request), code, /./)
      await refused(await requestOf(pharmacy.pharmacist, policyId), 'NOT_ACCREDITED')
      await refused(await requestOf(world.hospital, policyId), 'NOT_ACCREDITED')
      const { contracts } = nodeOf()
      const late = await deadlineIn(contracts, -1)
      const far = await deadlineIn(contracts, 5_000)
      await refused(await requestOf(nodeOf(), policyId, { deadline: late }), 'SIGNATURE_EXPIRED')
      await refused(await requestOf(nodeOf(), policyId, { deadline: far }), 'SIGNATURE_EXPIRED')
      // Another deadline than was signed: another node, or nobody.
      const signed = await requestOf(nodeOf(), policyId)
      await refused({ ...signed, deadline: signed.deadline + 1 }, 'NOT_ACCREDITED')
      await refused({ ...signed, signature: `0x${'00'.repeat(65)}` }, 'SIGNATURE_INVALID')
      await refused(await requestOf(nodeOf(), policyId, { position: hash('b') }), 'PLAN_NOT_FOUND')
    })

    it('is of a policy that nobody holds, and of its newest position alone', async () => {
      const { contracts } = pharmacy.pharmacist
      const earlier = await requestOf(nodeOf(), policyId)
      await holdPolicy(contracts, policyId, true)
      const held = await requestOf(nodeOf(2), policyId)
      await expectError(() => pharmacy.gateway.client.planOpening(held), 'PLAN_REFUSED', /holds/)
      await holdPolicy(contracts, policyId, false)
      await dispense(pharmacy, 0)
      await staff.recordStockPosition(policyId)
      await expectError(() => pharmacy.gateway.client.planOpening(earlier), 'PLAN_REFUSED', /newest/)
    })
  })

  describe('what the committee hands in', () => {
    it('is taken where the chain holds its commitment, from anyone, as often as it comes', async () => {
      const { client } = pharmacy.gateway
      for (const _ of [1, 2]) {
        await client.deliverForecast(plan.forecast)
        await client.deliverOrder(order)
      }
      expect((await staff.planningPolicy(policyId)).forecast).to.deep.equal(plan.forecast.forecast)
      const [planned, ...others] = await staff.listPlannedOrders(policyId)
      expect(others).to.deep.equal([])
      expect(planned).to.deep.include({ status: 'placed', supplier: MAKER, document: order.document })
    })

    it('is refused where it is anything else', async () => {
      const { client } = pharmacy.gateway
      const { forecast, salt } = plan.forecast
      const other = { ...forecast, quantiles: forecast.quantiles.map((row) => row.map((value) => value + 1)) }
      const mismatch = (call: () => Promise<unknown>) => expectError(call, 'COMMITMENT_MISMATCH', /./)
      await mismatch(() => client.deliverForecast({ forecast: other, salt }))
      await mismatch(() => client.deliverForecast({ forecast, salt: hash('1') }))
      await mismatch(() => client.deliverForecast({ forecast: { ...forecast, period: 7 }, salt }))
      const more = { ...order.document, packs: order.document.packs + 1 }
      await mismatch(() => client.deliverOrder({ ...order, document: more }))
      // Consistent in itself, and not on the chain.
      const unknown = { ...order, decision: { ...order.decision, share: 100 } }
      await expectError(() => client.deliverOrder(unknown), 'PLAN_NOT_FOUND', /The chain has no order/)
      const elsewhere = { ...forecast, policyId: hash('c') }
      await expectError(
        () => client.deliverForecast({ forecast: elsewhere, salt }),
        'PLAN_NOT_FOUND',
        /no policy/,
      )
    })

    it('is limited in size and shape', async () => {
      const { forecast } = plan
      const path = `planning/policies/${policyId}/forecast`
      const big = JSON.stringify({ ...forecast, more: 'x'.repeat(300_000) })
      expect((await ask('POST', path, big)).status).to.equal(413)
      const deep = `${'['.repeat(200)}${']'.repeat(200)}`
      for (const body of [
        '{',
        deep,
        '{"__proto__":{}}',
        '[]',
        '7',
        JSON.stringify({ ...forecast, more: 1 }),
      ]) {
        expect((await ask('POST', path, body)).status, body.slice(0, 20)).to.equal(400)
        expect((await ask('POST', 'planning/orders', body)).status, body.slice(0, 20)).to.equal(400)
        expect((await ask('POST', `planning/policies/${policyId}/opening`, body)).status).to.equal(400)
      }
      expect(
        (await ask('POST', `planning/policies/${hash('d')}/forecast`, JSON.stringify(forecast))).status,
      ).to.equal(400)
      expect(
        (await ask('POST', 'planning/policies/0x12/forecast', JSON.stringify(forecast))).status,
      ).to.equal(400)
    })
  })

  describe('batches', () => {
    it('are taken with a pack that shows of which product they are', async () => {
      const { batch } = await makeStock(pharmacy.maker, 4, 'LOT-9')
      const other = { ...batch, serial: 'ANOTHER' }
      await expectError(() => staff.addPlanningBatches(policyId, [other]), 'PACK_REFUSED', /proof/)
      const unknown = { ...batch, head: { ...batch.head, batchId: hash('e') } }
      await expectError(() => staff.addPlanningBatches(policyId, [unknown]), 'BATCH_NOT_FOUND', /no batch/)
      await expectError(() => staff.addPlanningBatches(hash('f'), [batch]), 'PLAN_NOT_FOUND', /no policy/)
      expect((await staff.planningPolicy(policyId)).batchIds).to.have.length(1)
      const twice = [batch, batch]
      expect(await staff.addPlanningBatches(policyId, twice)).to.deep.equal({ policyId, batches: 2 })
      expect(await staff.addPlanningBatches(policyId, [batch])).to.deep.equal({ policyId, batches: 2 })
    })
  })

  describe('the orders of an opening', () => {
    const opening = async () => pharmacy.gateway.client.planOpening(await requestOf(nodeOf(), policyId))

    it('are those that were open at the position, or are now', async () => {
      await staff.recordStockPosition(policyId)
      expect((await opening()).orders).to.deep.equal([order])
      await cancelOrder(pharmacy.pharmacist.contracts, order.decision)
      expect((await opening()).orders).to.deep.equal([order])
      await staff.recordStockPosition(policyId)
      expect((await opening()).orders).to.deep.equal([])
    })

    it('are limited, with a way out', async () => {
      const { contracts } = world.relayer
      const planning = { findOrder: () => order } as unknown as PlanningStore
      const decidedIn = await listOrders(contracts, { policyId })
      const block = await blockTimeOf(contracts, decidedIn[0]?.blockNumber ?? 0)
      expect(await openOrders({ contracts, planning }, policyId, [block], 1)).to.have.length(1)
      const tooMany = () => openOrders({ contracts, planning }, policyId, [block], 0)
      await expectError(tooMany, 'PLAN_REFUSED', /are open: cancel those that will not come/)
    })
  })

  // Nested, so that it comes last.
  describe('a restart', () => {
    it('forgets nothing, not even which requests were used', async () => {
      const request = await requestOf(nodeOf(3), policyId)
      await pharmacy.gateway.client.planOpening(request)
      const { dataFolder } = pharmacy.gateway
      await pharmacy.gateway.close()
      const machine = await appoint(world, PHARMACY, 'dispenser')
      const { client, staff: again } = await startHospital(world, {
        signer: machine.wallet,
        seed: machine.seed,
        custodianOrg: PHARMACY,
        dataFolder,
      })
      await expectError(() => client.planOpening(request), 'REPLAYED', /used before/)
      const opening = await client.planOpening(await requestOf(nodeOf(3), policyId))
      expect(opening.file).to.deep.equal(file)
      expect(await again.listPlannedOrders(policyId)).to.have.length(1)
    })
  })
})
