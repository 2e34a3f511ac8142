import { expect } from 'chai'
import { JsonRpcProvider, Wallet } from 'ethers'
import type { BrowserContext, Page, Route } from 'playwright-core'
import { ROUTES } from '../../portal/app/routes.ts'
import { connectContracts } from '../../sdk/chain/contracts.ts'
import { gatewayClient } from '../../sdk/gateway/client.ts'
import { formatDigitalLink } from '../../sdk/gs1/digitalLink.ts'
import { createBatchBook, treeOfBook } from '../../sdk/provenance/batchBook.ts'
import { commissionBatch } from '../../sdk/provenance/commissionBatch.ts'
import { packElements } from '../../sdk/provenance/packIdentity.ts'
import { releaseBatch } from '../../sdk/provenance/releaseBatch.ts'
import { type Stage, setStage } from './network.ts'
import { CHAIN, connect, type OpenedPortal, openPortal, toPage } from './openPortal.ts'

/** What others try. */
describe('the portal, attacked', function () {
  this.timeout(240_000)
  let stage: Stage
  let opened: OpenedPortal | undefined

  before('skipped where there is no Chromium: install it, or set CHROMIUM_PATH', async function () {
    const set = await setStage()
    if (!set) return this.skip()
    stage = set
  })

  afterEach(async () => {
    await opened?.close()
    opened = undefined
  })

  async function open(path: string): Promise<OpenedPortal> {
    opened = await openPortal(stage, { path })
    return opened
  }
  const signIn = (page: Page) => page.getByRole('button', { name: 'Sign in with the wallet' }).click()
  async function enrol(page: Page): Promise<void> {
    await connect(page)
    await signIn(page)
    await page.getByRole('button', { name: 'Let City Hospital keep my records' }).click()
    await page.getByText('City Hospital keeps no record of you yet.').waitFor()
  }
  /** Serves the portal as a server does that sends no policy of its own. */
  const withoutHeaders = (context: BrowserContext, prefix = '') =>
    context.route(`${stage.network.portal.url}${prefix}/**`, async (route) => {
      const url = route.request().url().replace(prefix, '')
      const response = await route.fetch({ url })
      const { 'content-security-policy': _, ...headers } = response.headers()
      await route.fulfill({ response, headers })
    })
  /** Has the page read other settings than those of the network. */
  const withSettings = (context: BrowserContext, change: (settings: Settings) => Settings) =>
    context.route('**/portal.json', async (route) => {
      const response = await route.fetch()
      await route.fulfill({ response, json: change((await response.json()) as Settings) })
    })

  it('opens in no frame of another page, though the server sends no policy', async () => {
    const { context, page } = await open('')
    await withoutHeaders(context)
    const other = `http://localhost:${new URL(stage.network.portal.url).port}/another`
    await context.route(other, (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<iframe title="portal" src="${stage.network.portal.url}/"></iframe>`,
      }),
    )
    await page.goto(other)
    const frame = page.frameLocator('iframe')
    await frame.getByRole('heading', { name: 'This page is inside of another one' }).waitFor()
    expect(await frame.getByRole('button').count()).to.equal(0)
  })

  it('opens under no path that IPFS shares among strangers', async () => {
    const { context, page } = await open('')
    await withoutHeaders(context, '/ipfs/bafy')
    await page.goto(`${stage.network.portal.url}/ipfs/bafy/#/patient/pack`)
    await page.getByRole('heading', { name: 'This address is shared with strangers' }).waitFor()
    expect(await page.getByRole('button').count()).to.equal(0)
  })

  it('forgets account and session when it is left, also where the browser keeps the page for "back"', async () => {
    const { page } = await open('patient/records')
    await enrol(page)
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })))
    await page.getByRole('button', { name: 'Connect with Test Wallet' }).waitFor()
    expect(await page.getByText('City Hospital').count()).to.equal(0)
    const reloaded = page.waitForEvent('load')
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))
    await reloaded
    await connect(page)
    await page.getByRole('button', { name: 'Sign in with the wallet' }).waitFor()
  })

  it('lets no browser send what is typed away to check its spelling', async () => {
    const { page } = await open('')
    await connect(page)
    let fields = 0
    for (const { path } of ROUTES) {
      await toPage(page, path)
      const typed = page.locator('input:not([type=checkbox], [type=file]), textarea')
      fields += await typed.count()
      const checked = await typed.evaluateAll((all) =>
        all.filter((one) => (one as HTMLElement).spellcheck).map((one) => one.outerHTML),
      )
      expect(checked, path).to.deep.equal([])
    }
    expect(fields).to.be.greaterThan(0)
  })

  it('does not take an earlier transaction for what a gateway was given to send', async () => {
    const { page } = await open('patient/records')
    await enrol(page)
    const { url } = stage.network.gateway
    // Taken on its way: a browser does not keep the bodies of answers for whoever asks later.
    const sent = Promise.withResolvers<unknown>()
    await page.route(`${url}/v1/consents`, async (route) => {
      const response = await route.fetch()
      if (route.request().method() === 'POST') sent.resolve(await response.json())
      await route.fulfill({ response })
    })
    await page.getByRole('link', { name: 'Share', exact: true }).click()
    await page.getByRole('button', { name: 'My cardiologist, for treatment, 3 months' }).click()
    await page.getByRole('button', { name: 'Sign, free of charge' }).click()
    const earlier = await sent.promise
    await page.locator('.act.confirmed').waitFor()
    await page.route(`${url}/v1/restrictions`, (route) => answer(route, earlier))
    await page.getByRole('link', { name: 'Who may see them', exact: true }).click()
    await page.getByRole('button', { name: /^Take back.*Amara Osei/ }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Sign, free of charge' }).click()
    await page
      .getByRole('dialog')
      .getByRole('alert')
      .filter({ hasText: 'the chain does not show it' })
      .waitFor()
  })

  const answer = (route: Route, json: unknown) =>
    route.fulfill({ json, headers: { 'access-control-allow-origin': stage.network.portal.url } })

  it('shows nothing of one organisation under the name of another', async () => {
    const { page, context } = await open('')
    const second = stage.network.manufacturerGateway.url
    await withSettings(context, (settings) => ({
      ...settings,
      gateways: settings.gateways.map((gateway) =>
        gateway.url === second ? { ...gateway, name: 'Second', serves: ['records'] } : gateway,
      ),
    }))
    await page.goto(`${stage.network.portal.url}/#/patient/records`)
    await page.reload()
    await enrol(page)
    const choose = (label: string) => page.getByRole('combobox').selectOption({ label })
    await choose('Second')
    await signIn(page)
    await page.getByText('Signed in to Second').first().waitFor()
    await choose('City Hospital')
    await page.getByText('City Hospital keeps no record of you yet.').waitFor()
    await page.route(`${second}/v1/patients/**`, () => undefined)
    await choose('Second')
    await page.getByText('Signed in to Second').first().waitFor()
    await page.getByRole('status').filter({ hasText: 'Loading' }).waitFor()
    expect(await page.getByText('keeps no record of you yet').count()).to.equal(0)
  })

  it('takes a pack for genuine only where the maker that was asked made its batch', async () => {
    const { network } = stage
    const { manufacturer, manufacturerQuality, distributor } = network.actors
    const provider = new JsonRpcProvider(network.rpcUrl, CHAIN, { staticNetwork: true, cacheTimeout: -1 })
    const as = (key: string) => connectContracts(network.deployment, new Wallet(key, provider))
    const pack = { gtin: '09506000134352', lot: 'S7', serial: 'S7001' }
    const book = await createBatchBook({
      contracts: as(manufacturer.privateKey),
      maker: manufacturer.organisation,
      gtin: pack.gtin,
      lot: pack.lot,
      expiry: new Date(Date.now() + 365 * 86_400_000).toISOString().slice(0, 10),
      serials: [pack.serial],
      units: [],
    })
    await commissionBatch(as(manufacturer.privateKey), book, await treeOfBook(book))
    await releaseBatch(as(manufacturerQuality.privateKey), book)
    const { url } = network.manufacturerGateway
    await gatewayClient({ url, staffToken: manufacturer.seed }).publishBatch(book)
    provider.destroy()

    const { page, context } = await open('')
    // The gateway is that of another organisation, which names a batch of an accredited maker.
    await withSettings(context, (settings) => ({
      ...settings,
      gateways: settings.gateways.map((gateway) =>
        gateway.url === url ? { ...gateway, organisation: distributor.organisation } : gateway,
      ),
    }))
    await page.goto(`${network.portal.url}/#/patient/pack`)
    await page.reload()
    await page.getByLabel('Code of the pack').fill(formatDigitalLink(packElements(pack)))
    await page.getByLabel('Code of the pack').press('Enter')
    await page.getByRole('alert').filter({ hasText: 'not of the maker that was asked' }).waitFor()
    expect(await page.getByText('Genuine').count()).to.equal(0)
  })
})

interface Settings {
  readonly gateways: readonly { readonly url: string; readonly [name: string]: unknown }[]
  readonly [name: string]: unknown
}
