import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { Wallet } from 'ethers'
import { type Actor, localActors } from '../../cli/local/actors.ts'
import { startGateway } from '../../gateway/gateway.ts'
import { planningDescriptor } from '../../oracle/planning/planner.ts'
import { connectContracts } from '../../sdk/chain/contracts.ts'
import { read } from '../../sdk/chain/send.ts'
import { deadlineIn } from '../../sdk/chain/time.ts'
import { gatewayClient } from '../../sdk/gateway/client.ts'
import { modelVersionOf } from '../../sdk/inference/modelVersion.ts'
import { type Report, signReport } from '../../sdk/inference/signedReport.ts'
import { periodText } from '../../sdk/planning/calendar.ts'
import { landForecast } from '../../sdk/planning/landForecast.ts'
import {
  type OpenedOrder,
  type OrderDecision,
  orderCommitment,
  orderSalt,
  orderShare,
} from '../../sdk/planning/order.ts'
import { placeOrder } from '../../sdk/planning/placeOrder.ts'
import { forecastReport, orderReport } from '../../sdk/planning/planStatements.ts'
import type { PolicyFile } from '../../sdk/planning/policy.ts'
import type { StockPosition } from '../../sdk/planning/position.ts'
import { readPolicy } from '../../sdk/planning/readPolicy.ts'
import { acceptTransfer } from '../../sdk/provenance/acceptTransfer.ts'
import { type BatchBook, createBatchBook, treeOfBook } from '../../sdk/provenance/batchBook.ts'
import { commissionBatch } from '../../sdk/provenance/commissionBatch.ts'
import { disaggregateUnit } from '../../sdk/provenance/disaggregateUnit.ts'
import { proposeTransfer } from '../../sdk/provenance/proposeTransfer.ts'
import { releaseBatch } from '../../sdk/provenance/releaseBatch.ts'
import { wholeBatch } from '../../sdk/provenance/unit.ts'
import { expectFailure, expectJson, itFails, runSalus, temporaryFolder } from './support/runSalus.ts'
import { HOST, type SettledChain, startSettledChain } from './support/settledChain.ts'

const GTIN = '09506000134352'
const DEPTH = 6
/** A case holds eight packs. */
const CASE = 3
const FORECAST = `0x${'f0'.repeat(32)}`

/** One story: a policy, the stock, an order that the committee decides, and how it is filled. */
describe('salus replenish', () => {
  const folder = temporaryFolder(() => network?.close())
  const file = (name: string) => join(folder, name)
  const actors = localActors()
  const { manufacturer, manufacturerQuality, pharmacy, distributor } = actors
  const [policyPath, demand] = [file('policy.json'), file('demand.csv')]
  let network: SettledChain
  let chain: string[]
  let gateway = ''
  let book: BatchBook
  let policyId = ''
  let policy: PolicyFile
  let opened: OpenedOrder
  let orderId = ''

  const as = (actor: Actor) => ({ SALUS_KEY: actor.privateKey })
  const staff = { SALUS_GATEWAY_TOKEN: pharmacy.seed }
  const own = (actor: Actor) =>
    connectContracts(network.deployment, new Wallet(actor.privateKey, network.provider))
  const caseAt = (position: number) => ({
    batchId: book.batchId,
    level: CASE,
    position,
    parentLevel: DEPTH,
  })
  const unit = (position: number) => `${book.batchId}/${CASE}/${position}`
  const command = (...args: string[]) => ['replenish', ...args, ...chain]
  const create = (...more: string[]) =>
    command(
      ...['policy', 'create', '--gtin', GTIN, '--supplier', manufacturer.organisation],
      ...['--capacity', '80', '--cap', '40', '--confirm-above', '10', ...more],
    )

  before(async () => {
    network = await startSettledChain(folder, [planningDescriptor()])
    chain = ['--rpc', network.rpc, '--deployments', network.deployments]
    const { pharmacyMachine } = actors
    const running = await startGateway({
      deployment: network.deployment,
      signer: new Wallet(pharmacyMachine.privateKey, network.provider),
      seed: pharmacyMachine.seed,
      custodianOrg: pharmacy.organisation,
      staffToken: pharmacy.seed,
      dataFolder: file('pharmacy'),
      host: HOST,
      port: 0,
      confirmations: 0,
    })
    gateway = running.url
    const { close } = network
    network = { ...network, close: () => running.close().then(close) }
    const maker = own(manufacturer)
    book = await createBatchBook({
      contracts: maker,
      maker: manufacturer.organisation,
      gtin: GTIN,
      lot: 'B42',
      expiry: '2050-06-30',
      serials: Array.from({ length: 2 ** DEPTH }, (_, index) => `S${index}`),
    })
    writeFileSync(file('book.json'), JSON.stringify(book))
    await commissionBatch(maker, book, await treeOfBook(book))
    await releaseBatch(own(manufacturerQuality), book)
    await disaggregateUnit(maker, wholeBatch(book.batchId, DEPTH), CASE)
    for (const position of [0, 1]) {
      const expiresAt = await deadlineIn(maker, 3600)
      const terms = { receiver: pharmacy.organisation, expiresAt, transfer: 'both', isReturn: false } as const
      await proposeTransfer(maker, caseAt(position), terms)
      await acceptTransfer(own(pharmacy), caseAt(position), 'both')
    }
    const lastWeek = Math.floor((Date.now() / 86_400_000 + 3) / 7) - 1
    const rows = Array.from({ length: 60 }, (_, week) => {
      const name = periodText(lastWeek - 59 + week, 'weekly')
      return `${name},${10 + (week % 4)},${week % 2}.5`
    })
    writeFileSync(demand, ['week,insulin,statin', ...rows].join('\n'))
  })

  describe('policy create', () => {
    itFails([
      {
        what: 'refuses a GTIN whose check digit is wrong',
        args: async () => create('--gtin', '09506000134353', '--output', file('a.json')),
        exitCode: 2,
        code: 'GS1_INVALID',
        env: as(pharmacy),
        check: () => {},
      },
      {
        what: 'refuses a smallest order that the cap never leaves',
        args: async () => create('--minimum-order', '41', '--output', file('c.json')),
        exitCode: 2,
        code: 'PLAN_INVALID',
        env: as(pharmacy),
        check: (sentence) => expect(sentence).to.include('minimumOrder'),
      },
      {
        what: 'refuses a service level that is no percentage',
        args: async () => create('--service-level', '0.95', '--output', file('d.json')),
        exitCode: 2,
        code: 'USAGE_INVALID',
        env: as(pharmacy),
        check: (sentence) => expect(sentence).to.include('50 to 99.9'),
      },
    ])

    it('writes a file for its owner alone, with what was left out set', async () => {
      const args = create('--lead-time', '3:25', '--lead-time', '1:75', '--output', policyPath)
      const found = await expectJson<{ policyId: string }>(args, as(pharmacy))
      policyId = found.policyId
      policy = JSON.parse(readFileSync(policyPath, 'utf8'))
      expect(statSync(policyPath).mode & 0o777).to.equal(0o600)
      expect(policy.document).to.deep.include({
        organisation: pharmacy.organisation,
        leadTime: [
          { days: 1, weight: 75 },
          { days: 3, weight: 25 },
        ],
        rule: { kind: 'periodic' },
        horizon: 3,
        serviceLevel: 950,
        costs: { holding: 68, waste: 100_000, shortage: 0 },
      })
      expect(JSON.stringify(found)).to.not.include(policy.secret)
    })
  })

  describe('policy set, list, show', () => {
    it('sets it, and only for the organisation that it is of', async () => {
      const set = command('policy', 'set', '--policy', policyPath)
      await expectFailure(set, 1, 'NOT_ENTITLED', as(distributor))
      expect(await expectJson(set, as(pharmacy))).to.include({ policyId })
      const handIn = [...set, '--gateway', gateway]
      expect(await expectJson(handIn, staff)).to.deep.equal({ policyId, gateway, transactionHash: null })
    })

    it('lists it, and names no product', async () => {
      const { stdout } = await runSalus(command('policy', 'list'), as(pharmacy))
      expect(stdout).to.include(policyId).and.not.include(GTIN)
    })

    it('shows by the id what is public, by the file the rest, and why nothing is ordered yet', async () => {
      const [byId, byFile] = await Promise.all([
        runSalus(command('policy', 'show', policyId)),
        runSalus(command('policy', 'show', '--policy', policyPath)),
      ])
      expect(byId.stdout).to.include('No position was recorded').and.not.include(GTIN)
      expect(byFile.stdout).to.include(GTIN).and.include('1 d (75), 3 d (25)').and.not.include(policy.secret)
    })

    it('hold, resume: a person of the site stops it and lets it go on', async () => {
      await expectJson(command('hold', policyId), as(pharmacy))
      const { obstacles } = await expectJson<{ obstacles: string[] }>(command('policy', 'show', policyId))
      expect(obstacles.join()).to.include('The policy is held')
      expect(await expectJson(command('resume', policyId), as(pharmacy))).to.include({ isHeld: false })
    })
  })

  describe('the stock, and what it calls for', () => {
    it('prove: shows one pack of a batch, and neither its secret nor another pack', async () => {
      const args = ['replenish', 'prove', '--book', file('book.json'), '--output', file('proof.json')]
      expect(await expectJson(args)).to.include({ batchId: book.batchId, packs: 64 })
      const text = readFileSync(file('proof.json'), 'utf8')
      expect(text).to.include('"S63"').and.not.include(book.secret).and.not.include('"S0"')
    })

    it('position: lots, first expiring first, and what cannot be used', async () => {
      const args = command('position', '--policy', policyPath, '--batches', file('proof.json'))
      const { stdout } = await runSalus(args)
      expect(stdout)
        .to.match(/^usable +16 packs$/m)
        .and.match(new RegExp(`^${book.batchId} +2050-06-30 +\\d+ +16$`, 'm'))
    })

    it('decide: what would be ordered and why, from a table or a position, without a chain', async () => {
      const args = [
        'replenish',
        'decide',
        '--policy',
        policyPath,
        '--history',
        demand,
        '--product',
        'insulin',
      ]
      const [{ packs, share, orderUpTo }, text] = await Promise.all([
        expectJson<{ packs: number; share: number; orderUpTo: number }>(args),
        runSalus([...args, '--stock', '2050-01-31:5', '--ordered', '90']),
      ])
      expect(packs).to.equal(orderUpTo).and.be.within(11, 30)
      expect(share).to.equal(orderShare(packs, 40))
      expect(text.stdout)
        .to.match(/^order +4 packs, 10 of 100 of the cap$/m)
        .and.match(/^chance of a shortage +\d+\.\d %/m)
        .and.include('the cap 10 hundredths of 40 packs')
        .and.match(/^\d{4}-\d\d-\d\d +1[0-3](\.\d+)? /m)
    })

    it('decide: refuses a table of several products, and a history of long ago', async () => {
      const args = ['replenish', 'decide', '--policy', policyPath, '--history', demand]
      await Promise.all([
        expectFailure(args, 2, 'USAGE_INVALID'),
        expectFailure([...args, '--product', 'insulin', '--as-of', '2049-01-01'], 2, 'FORECAST_INVALID'),
      ])
    })

    it('position --record: commits to it, as the site', async () => {
      const args = command(
        ...['position', '--policy', policyPath, '--batches', file('proof.json'), '--record'],
        ...['--history', demand, '--product', 'insulin', '--output', file('position.json')],
      )
      const { commitment } = await expectJson<{ commitment: string }>(args, as(pharmacy))
      expect((await readPolicy(own(pharmacy), policyId)).position).to.equal(commitment)
      const written: StockPosition = JSON.parse(readFileSync(file('position.json'), 'utf8'))
      expect(written.lots).to.deep.equal([{ batchId: book.batchId, expiryDay: 29_400, packs: 16 }])
    })
  })

  describe('the own gateway', () => {
    const publish = (...more: string[]) =>
      command('publish', '--policy', policyPath, '--gateway', gateway, ...more)

    it('publish: takes the history and the batches; nothing without either', async () => {
      const history = ['--history', demand, '--product', 'insulin']
      const [found] = await Promise.all([
        expectJson(publish(...history, '--batches', file('proof.json')), staff),
        expectFailure(publish(), 2, 'USAGE_INVALID', staff),
      ])
      expect(found).to.include({ policyId, periods: 60, batches: 1 })
    })

    it('position --record: by the gateway, which shows what it recorded', async () => {
      const args = command('position', '--policy', policyPath, '--gateway', gateway, '--record')
      const { stdout } = await runSalus(args, staff)
      const { position } = await readPolicy(own(pharmacy), policyId)
      expect(stdout)
        .to.match(/^usable +16 packs$/m)
        .and.include(`${position}`)
    })
  })

  describe('an order', () => {
    const sign = (report: Report) =>
      Promise.all(
        actors.oracles.slice(0, 3).map(async (oracle) => {
          const wallet = new Wallet(oracle.privateKey)
          return { signer: wallet.address, signature: await signReport(own(oracle), wallet, report) }
        }),
      )

    before(async () => {
      const contracts = own(distributor)
      const { position, positionAt } = await readPolicy(contracts, policyId)
      const { digest: configDigest } = await read(contracts.oracleCommittee.currentConfiguration())
      const authority = { modelVersion: modelVersionOf(planningDescriptor()), configDigest }
      const forecast = { policyId, period: 0, position: position ?? '', positionAt, forecast: FORECAST }
      const statement = forecastReport(contracts, forecast, authority)
      await landForecast(contracts, forecast, authority, await sign(statement))
      const document = {
        format: 'salus-order/1',
        policyId,
        period: 0,
        gtin: GTIN,
        packs: 16,
        leastDaysLeft: 0,
      } as const
      const salt = orderSalt(policy.secret, document)
      const decision: OrderDecision = {
        policyId,
        position: forecast.position,
        forecast: FORECAST,
        order: orderCommitment(salt, document),
        period: 0,
        share: orderShare(16, 40),
      }
      opened = { decision, document, salt }
      await placeOrder(
        contracts,
        decision,
        authority,
        await sign(orderReport(contracts, { ...decision, positionAt }, authority)),
      )
      await gatewayClient({ url: gateway }).deliverOrder(opened)
    })

    it('orders: status and share; the packs only where it is opened, and only what the chain commits to', async () => {
      const document = { ...opened.document, packs: 12 }
      writeFileSync(file('false.json'), JSON.stringify([{ ...opened, document }]))
      const [closed, text] = await Promise.all([
        expectJson<{ orders: { orderId: string; status: string; opened: null }[] }>(
          command('orders'),
          as(pharmacy),
        ),
        runSalus(
          command('orders', '--supplier', manufacturer.organisation, '--gateway', gateway),
          as(manufacturer),
        ),
        expectFailure(
          command('orders', '--policy', policyId, '--opened', file('false.json')),
          1,
          'COMMITMENT_MISMATCH',
        ),
      ])
      expect(closed.orders).to.have.length(1)
      expect(closed.orders[0]).to.include({ status: 'awaiting', opened: null })
      orderId = closed.orders[0]?.orderId ?? ''
      expect(text.stdout).to.match(
        new RegExp(`^${orderId} +0 +40 of 100 +16 +${GTIN} +waits for a person`, 'm'),
      )
    })

    it('accept: not before a person of the site has confirmed it', async () => {
      await expectFailure(command('accept', orderId), 1, 'ORDER_REFUSED', as(manufacturer))
      expect(await expectJson(command('confirm', orderId), as(pharmacy))).to.include({ status: 'confirmed' })
      expect(await expectJson(command('accept', orderId), as(manufacturer))).to.include({
        status: 'accepted',
      })
    })

    it('ship: offers the units and names them; receive: only once the site owns them', async () => {
      const ship = command('ship', orderId, unit(3), unit(2))
      expect(await expectJson(ship, as(manufacturer))).to.include({ status: 'shipped' })
      await expectFailure(command('receive', orderId), 1, 'ORDER_REFUSED', as(pharmacy))
      for (const position of [2, 3]) await acceptTransfer(own(pharmacy), caseAt(position), 'both')
      expect(await expectJson(command('receive', orderId), as(pharmacy))).to.include({ status: 'received' })
    })
  })
})
