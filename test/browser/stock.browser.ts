import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { JsonRpcProvider, Wallet } from 'ethers'
import type { Locator, Page } from 'playwright-core'
import type { Actor } from '../../cli/local/actors.ts'
import { type Contracts, connectContracts } from '../../sdk/chain/contracts.ts'
import { chainTime, deadlineIn } from '../../sdk/chain/time.ts'
import { type GatewayClient, gatewayClient } from '../../sdk/gateway/client.ts'
import { proveBatch } from '../../sdk/planning/batchOfProduct.ts'
import { type ListedOrder, listOrders } from '../../sdk/planning/listOrders.ts'
import { createPolicyFile, type PolicyFile, policyIdOf, printPolicyFile } from '../../sdk/planning/policy.ts'
import { readPolicy } from '../../sdk/planning/readPolicy.ts'
import { recordPosition } from '../../sdk/planning/recordPosition.ts'
import { acceptTransfer } from '../../sdk/provenance/acceptTransfer.ts'
import { createBatchBook, treeOfBook } from '../../sdk/provenance/batchBook.ts'
import { commissionBatch } from '../../sdk/provenance/commissionBatch.ts'
import { disaggregateUnit } from '../../sdk/provenance/disaggregateUnit.ts'
import { expiryOfDay } from '../../sdk/provenance/expiry.ts'
import { proposeTransfer } from '../../sdk/provenance/proposeTransfer.ts'
import { quarantineUnit } from '../../sdk/provenance/quarantineUnit.ts'
import { NO_REASON } from '../../sdk/provenance/reason.ts'
import { releaseBatch } from '../../sdk/provenance/releaseBatch.ts'
import { wholeBatch } from '../../sdk/provenance/unit.ts'
import { type Stage, setStage } from './network.ts'
import {
  CHAIN,
  connect,
  expectAccessible,
  expectNoScroll,
  expectNothingKept,
  type OpenedPortal,
  openPortal,
} from './openPortal.ts'

const GTIN = '09506000134352'
const DAY = 86_400
/** Sixteen packs in four cases, one of which is quarantined. */
const PACKS = 16
const CASE = 2
const HOSTILE = '<img src=x onerror="document.title=1">\u202e'

describe("the page of a pharmacy's stock and orders", function () {
  this.timeout(480_000)
  let stage: Stage
  let portal: OpenedPortal
  let page: Page
  let provider: JsonRpcProvider
  let pharmacist: Contracts
  let staff: GatewayClient
  /** One whose order is confirmed, and one whose order is cancelled. */
  let policies: readonly [PolicyFile, PolicyFile]
  let policyId = ''
  let order: ListedOrder

  const as = ({ privateKey }: Actor) =>
    connectContracts(stage.network.deployment, new Wallet(privateKey, provider))
  const orderOf = async (file: PolicyFile) =>
    (await listOrders(pharmacist, { policyId: policyIdOf(file) }))[0]

  /** Of another machine than the page: the nodes forecast and order in their own time. */
  async function until<T>(what: string, look: () => Promise<T | false | null | undefined>): Promise<T> {
    for (const end = Date.now() + 240_000; Date.now() < end; await sleep(200)) {
      const found = await look()
      if (found) return found
    }
    throw new Error(`It did not come to this: ${what}.`)
  }

  before('skipped where there is no Chromium: install it, or set CHROMIUM_PATH', async function () {
    const set = await setStage()
    if (!set) return this.skip()
    stage = set
    const { network } = stage
    const { pharmacy, distributor, carrier } = network.actors
    provider = new JsonRpcProvider(network.rpcUrl, CHAIN, { staticNetwork: true, cacheTimeout: -1 })
    pharmacist = as(pharmacy)
    staff = gatewayClient({ url: network.pharmacyGateway.url, staffToken: pharmacy.seed })
    const batch = await buyBatch()
    policies = [await handIn(batch), await handIn(batch)]
    policyId = policyIdOf(policies[0])
    for (const file of policies) {
      await until('the nodes order', async () => {
        const [planned] = await staff.listPlannedOrders(policyIdOf(file))
        return planned?.document
      })
      // Any node hands it in, be it after another has ordered by it.
      await until('a node hands in the forecast', async () => {
        const { forecast } = await staff.planningPolicy(policyIdOf(file))
        return forecast
      })
    }
    order = (await orderOf(policies[0])) as ListedOrder
    portal = await openPortal(stage, {
      keys: [carrier, pharmacy, distributor].map(({ privateKey }) => new Wallet(privateKey)),
      path: 'pharmacy/stock',
    })
    page = portal.page
    await connect(page)
  })

  after(async () => {
    provider?.destroy()
    await portal?.close()
  })

  /** A batch that the pharmacy owns and keeps, with one case of it quarantined. */
  async function buyBatch() {
    const { manufacturer, manufacturerQuality, pharmacy } = stage.network.actors
    const maker = as(manufacturer)
    const today = Math.floor((await chainTime(maker)) / DAY)
    const book = await createBatchBook({
      contracts: maker,
      maker: manufacturer.organisation,
      gtin: GTIN,
      lot: 'S8',
      expiry: expiryOfDay(today + 400),
      serials: Array.from({ length: PACKS }, (_, index) => `S${2001 + index}`),
    })
    const tree = await treeOfBook(book)
    await commissionBatch(maker, book, tree)
    await releaseBatch(as(manufacturerQuality), book)
    const unit = wholeBatch(book.batchId, tree.depth)
    await proposeTransfer(maker, unit, {
      receiver: pharmacy.organisation,
      expiresAt: await deadlineIn(maker, DAY),
      transfer: 'both',
      isReturn: false,
    })
    await acceptTransfer(pharmacist, unit, 'both')
    await disaggregateUnit(pharmacist, unit, CASE)
    const { batchId } = book
    const held = { batchId, level: CASE, position: 3, parentLevel: tree.depth }
    await quarantineUnit(pharmacist, held, NO_REASON)
    return proveBatch(book, tree)
  }

  /** A policy each of whose orders a person confirms, for two days and some ten packs a day. */
  async function handIn(batch: ReturnType<typeof proveBatch>): Promise<PolicyFile> {
    const { pharmacy, distributor } = stage.network.actors
    const today = Math.floor((await chainTime(pharmacist)) / DAY)
    const file = createPolicyFile(pharmacist, {
      organisation: pharmacy.organisation,
      supplier: distributor.organisation,
      gtin: GTIN,
      start: today * DAY,
      periodHours: 48,
      maximumAgeHours: 48,
      window: 4,
      confirmAbove: 0,
      frequency: 'daily',
      horizon: 14,
      rule: { kind: 'periodic' },
      serviceLevel: 950,
      leadTime: [{ days: 2, weight: 1 }],
      shelfLifeDays: 300,
      minimumRemainingDays: 30,
      costs: { holding: 10, waste: 50_000, shortage: 0 },
      minimumOrder: 1,
      orderMultiple: 1,
      capacity: 400,
      cap: 400,
    })
    const { policyId: id } = await staff.setPlanningPolicy(file)
    await staff.addPlanningBatches(id, [batch])
    const values = Array.from({ length: 60 }, (_, day) => 8 + ((day * 7) % 5))
    await staff.setDemandHistory(id, {
      format: 'salus-demand/1',
      frequency: 'daily',
      values,
      censored: values.map((_, day) => day === 50),
      firstPeriod: today - values.length,
      chainFrom: today,
    })
    return file
  }

  const short = (id: string) => `${id.slice(0, 8)}…${id.slice(-6)}`
  const button = (name: string | RegExp): Locator =>
    page.getByRole('button', { name, exact: typeof name === 'string' })
  const press = (name: string | RegExp) => button(name).click()
  const inDialog = (name: string) =>
    page.getByRole('dialog').getByRole('button', { name, exact: true }).click()
  const dialogGone = () => page.getByRole('dialog').waitFor({ state: 'detached' })
  const rows = (table: string) => page.getByRole('table', { name: table }).getByRole('row')
  const orderRow = () => rows('Orders, the newest first').nth(1)
  const state = (text: string) => orderRow().filter({ hasText: text }).waitFor()
  const fact = (name: string) =>
    page.locator('dl.facts > div').filter({ has: page.locator('dt', { hasText: name }) })
  const check = async (what: string) => {
    await expectAccessible(page, what)
    await page.setViewportSize({ width: 360, height: 800 })
    await expectNoScroll(page, what)
    await page.setViewportSize({ width: 1200, height: 900 })
  }
  const become = async (index: number, name: string) => {
    await portal.wallet.switchAccount(index)
    await page.getByText(`You act for ${name}.`).waitFor()
  }
  const openPolicy = async (file: PolicyFile) => {
    await press(`Open policy ${short(policyIdOf(file))}`)
    await page.getByRole('heading', { name: `Policy ${short(policyIdOf(file))}` }).waitFor()
  }
  const focused = () => page.evaluate(() => document.activeElement?.textContent)
  const signIn = () => press('Sign in with the wallet')

  it('says of an organisation without a policy that it has none', async () => {
    await page.getByText('You act for Cool Carriers.').waitFor()
    await page.getByText('Your organisation orders under no policy').waitFor()
    await check('no policy')
  })

  it('lists the policies of a pharmacy, with what waits for it', async () => {
    await become(1, 'Corner Pharmacy')
    const row = rows('Policies under which you order').filter({ hasText: short(policyId) })
    await row.filter({ hasText: 'North Distribution' }).filter({ hasText: 'on' }).waitFor()
    expect(await row.getByRole('cell').nth(4).textContent()).to.equal('1')
    await check('policies')
  })

  it('shows before signing in what the chain has, and agrees to nothing unseen', async () => {
    await openPolicy(policies[0])
    expect(await focused()).to.equal(`Policy ${short(policyId)}`)
    await fact('At most one order').getByText('every 2 days').waitFor()
    await fact('Confirmed by a person').getByText('each order').waitFor()
    await fact('Stock counted').getByText('counts until').waitFor()
    await state('not opened')
    await orderRow().getByText('nothing is agreed to unseen').waitFor()
    expect(await button(/^Confirm order/).count()).to.equal(0)
    expect(await page.getByRole('heading', { name: 'Forecast of the demand' }).count()).to.equal(0)
    await check('a policy before signing in')
  })

  it('shows the stock lot by lot once signed in, and what does not count', async () => {
    await signIn()
    await fact('Can be given out').getByText('12 packs').waitFor()
    await fact('Does not count').getByText('4 packs').waitFor()
    const { position } = await staff.planningPolicy(policyId)
    const [lot] = position?.lots ?? []
    expect(lot?.packs).to.equal(12)
    const cells = rows('What can be given out, first expiring first').nth(1).getByRole('cell')
    expect(await cells.allTextContents()).to.deep.equal([
      short(lot?.batchId ?? ''),
      new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' }).format(
        (lot?.expiryDay ?? 0) * DAY * 1000,
      ),
      // Today included. Of the day of the count: it may have been yesterday that the batch was made.
      String((lot?.expiryDay ?? 0) - (position?.day ?? 0) + 1),
      '12',
    ])
  })

  it('shows the forecast that landed, as a fan and in figures', async () => {
    const { forecast } = await staff.planningPolicy(policyId)
    const fan = page.getByRole('img', { name: `Demand and forecast: product ${GTIN}` })
    await fan.waitFor()
    const intervals = (forecast?.levels ?? []).filter((level) => level < 500).length
    expect(await fan.locator('.chart-band').count()).to.equal(intervals)
    expect(await fan.locator('.chart-unreadable').count()).to.equal(1)
    const quantiles = rows('Packs asked for in each period')
    expect(await quantiles.count()).to.equal(1 + 14)
    const shown = await quantiles.nth(1).getByRole('cell').allTextContents()
    const told = (level: number) =>
      new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 }).format(
        (forecast?.quantiles[0]?.[forecast.levels.indexOf(level)] ?? 0) / 1000,
      )
    expect(shown.slice(1)).to.deep.equal([
      told(500),
      `${told(250)} – ${told(750)}`,
      `${told(100)} – ${told(900)}`,
      `${told(25)} – ${told(975)}`,
    ])
    const titles = await quantiles.nth(0).getByRole('columnheader').allTextContents()
    expect(titles).to.deep.equal(['From', 'Median', '50%', '80%', '95%'])
    await check('stock and forecast')
  })

  it('computes what the figures call for, which is what the nodes ordered', async () => {
    const [planned] = await staff.listPlannedOrders(policyId)
    const packs = `${planned?.document?.packs} packs`
    await state(packs)
    await fact('The order').getByText(packs, { exact: true }).waitFor()
    await fact('Product (GTIN)').getByText(GTIN).waitFor()
  })

  it('holds what the server shows against the chain, by the policy file', async () => {
    const drop = (file: PolicyFile) =>
      page.getByLabel('Policy file, to check this').setInputFiles({
        name: 'policy.json',
        mimeType: 'application/json',
        buffer: Buffer.from(printPolicyFile(file)),
      })
    await drop(policies[1])
    await page.getByRole('alert').filter({ hasText: 'The file is that of another policy.' }).waitFor()
    await drop(policies[0])
    const found = rows('Held against the chain')
    await found.filter({ hasText: '✓ is what the chain has a commitment to' }).nth(3).waitFor()
    expect(await found.filter({ hasText: '✗' }).count()).to.equal(0)
    await check('a checked policy')
  })

  it('says so where the server shows another stock, and shows its words as words', async () => {
    const { url } = stage.network.pharmacyGateway
    const change = (path: string, changed: (answer: never) => void) =>
      page.route(`${url}/planning/policies/${policyId}${path}`, async (route) => {
        const response = await route.fetch()
        const answer = (await response.json()) as never
        changed(answer)
        await route.fulfill({ response, json: answer })
      })
    await change('', ({ position }: { position: { lots: { packs: number }[] } }) => {
      for (const lot of position.lots) lot.packs += 1
    })
    await change('/orders', ([first]: { waits: string }[]) => {
      if (first) first.waits = HOSTILE
    })
    await press('Look again')
    await fact('Can be given out').getByText('13 packs').waitFor()
    const found = rows('Held against the chain')
    await found.filter({ hasText: 'The count of the stock' }).getByText('✗ is not').waitFor()
    await orderRow().getByText(HOSTILE.replace('\u202e', '⟦U+202E⟧')).waitFor()
    expect(await page.locator('td img').count()).to.equal(0)
    await page.unrouteAll({ behavior: 'wait' })
    await press('Look again')
    await fact('Can be given out').getByText('12 packs').waitFor()
  })

  it('confirms an order, after a rejection in the wallet', async () => {
    await press(`Confirm order ${short(order.orderId)}`)
    const dialog = page.getByRole('dialog', { name: 'Confirm this order?' })
    await dialog.getByText(`of product ${GTIN} are ordered from North Distribution`).waitFor()
    await check('whether an order is to be confirmed')
    portal.wallet.rejectNext()
    await inDialog('Confirm')
    await page.getByRole('alert').filter({ hasText: 'rejected in the wallet' }).waitFor()
    expect((await orderOf(policies[0]))?.status).to.equal('awaiting')
    await inDialog('Confirm')
    await dialogGone()
    await state('waits for the supplier')
    expect((await orderOf(policies[0]))?.status).to.equal('placed')
    expect(await button(/^Confirm order/).count()).to.equal(0)
  })

  it('holds a policy and lets it go on, by keyboard', async () => {
    await button('Hold it').press('Enter')
    await page.getByRole('dialog', { name: 'Hold this policy?' }).waitFor()
    await page.keyboard.press('Escape')
    await dialogGone()
    expect(await focused()).to.equal('Hold it')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: 'Hold this policy?' }).waitFor()
    await check('whether a policy is to be held')
    portal.wallet.rejectNext()
    await inDialog('Hold it')
    await page.getByRole('alert').filter({ hasText: 'rejected in the wallet' }).waitFor()
    expect((await readPolicy(pharmacist, policyId)).isHeld).to.equal(false)
    await inDialog('Hold it')
    await page.getByText('The policy is held.').waitFor()
    expect((await readPolicy(pharmacist, policyId)).isHeld).to.equal(true)
    await check('a policy that is held')
    await button('Let it go on').press('Enter')
    await page.getByRole('dialog').getByRole('button', { name: 'Let it go on' }).press('Enter')
    await page.getByText('The policy is held.').waitFor({ state: 'detached' })
    expect((await readPolicy(pharmacist, policyId)).isHeld).to.equal(false)
  })

  it('has the stock counted anew', async () => {
    const before = (await readPolicy(pharmacist, policyId)).position
    await press('Count anew')
    await inDialog('Count anew')
    await dialogGone()
    const { position } = await staff.planningPolicy(policyId)
    expect((await readPolicy(pharmacist, policyId)).position).to.not.equal(before)
    await page.getByText(`as of block ${position?.block.toLocaleString('en-GB')}`).waitFor()
    const { packs } = position?.onOrder[0] ?? { packs: 0 }
    expect(packs).to.be.above(0)
    await fact('On order').getByText(`${packs} packs`).waitFor()
  })

  it('cancels an order', async () => {
    await openPolicy(policies[1])
    const [id] = await listOrders(pharmacist, { policyId: policyIdOf(policies[1]) })
    await press(`Cancel order ${short(id?.orderId ?? '')}`)
    await inDialog('Cancel')
    await dialogGone()
    await state('cancelled or lapsed')
    expect((await orderOf(policies[1]))?.status).to.equal('cancelled')
  })

  it('lets nobody go on who counted the stock, and says that the server has not that count', async () => {
    const { policyId: other } = await readPolicy(pharmacist, policyIdOf(policies[1]))
    await recordPosition(pharmacist, other, `0x${'5a'.repeat(32)}`)
    await press('Look again')
    await page.getByText('The server has no count that is the newest on the chain.').waitFor()
    await press('Hold it')
    await inDialog('Hold it')
    await page.getByText('Your account counted the stock last.').waitFor()
    expect(await button('Let it go on').count()).to.equal(0)
  })

  it('shows its supplier an order and no stock; the supplier accepts, and gives it up', async () => {
    await become(2, 'North Distribution')
    const row = rows('Policies under which others order from you').filter({ hasText: short(policyId) })
    await row.filter({ hasText: 'Corner Pharmacy' }).waitFor()
    await openPolicy(policies[0])
    await orderRow().getByText('nothing is agreed to unseen').waitFor()
    expect(await button(/^(Accept|Confirm|Cancel) order/).count()).to.equal(0)
    await signIn()
    const [planned] = await staff.listPlannedOrders(policyId)
    await state(`${planned?.document?.packs} packs`)
    expect(await page.getByRole('heading', { level: 2 }).allTextContents()).to.deep.equal([
      `Policy ${short(policyId)}`,
      'Orders',
    ])
    expect(await button(/^(Hold it|Count anew)$/).count()).to.equal(0)
    await check('an order, for its supplier')
    await press(`Accept order ${short(order.orderId)}`)
    await page.getByRole('dialog').getByText('You say to Corner Pharmacy').waitFor()
    await inDialog('Accept')
    await dialogGone()
    await state('accepted by the supplier')
    expect((await orderOf(policies[0]))?.status).to.equal('accepted')
    await press(`Refuse order ${short(order.orderId)}`)
    await inDialog('Refuse')
    await dialogGone()
    await state('refused by the supplier')
    expect((await orderOf(policies[0]))?.status).to.equal('rejected')
  })

  it('keeps nothing, complains of nothing, and asks nobody else', async () => {
    const { network } = stage
    await expectNothingKept(portal)
    const own = [network.portal.url, network.rpcUrl, network.pharmacyGateway.url].map(
      (url) => new URL(url).origin,
    )
    expect([...portal.origins].filter((origin) => !own.includes(origin))).to.deep.equal([])
    expect(portal.complaints).to.deep.equal([])
    expect(page.url()).to.match(/#\/pharmacy\/stock$/)
  })

  it('still shows what the chain has where the server does not answer, and asks to sign in again', async () => {
    const { portal: pages, pharmacyGateway } = stage.network
    const answer = (status: number, code: string) =>
      page.route(`${pharmacyGateway.url}/planning/**`, (route) =>
        route.fulfill({
          status,
          headers: { 'access-control-allow-origin': pages.url },
          json: { code, message: 'Not now.' },
        }),
      )
    await answer(503, 'SERVICE_FAILED')
    await press('Look again')
    await page.getByRole('alert').waitFor()
    await state('refused by the supplier')
    await orderRow().getByText('not opened').waitFor()
    await page.unrouteAll({ behavior: 'wait' })
    await answer(401, 'NOT_AUTHORISED')
    await press('Try again')
    await button('Sign in with the wallet').waitFor()
    await page.unrouteAll({ behavior: 'wait' })
    await signIn()
    await orderRow().getByText('packs').waitFor()
  })
})
