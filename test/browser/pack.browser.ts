import { expect } from 'chai'
import { id, JsonRpcProvider, Wallet } from 'ethers'
import type { Page } from 'playwright-core'
import { connectContracts } from '../../sdk/chain/contracts.ts'
import { gatewayClient } from '../../sdk/gateway/client.ts'
import { formatDigitalLink } from '../../sdk/gs1/digitalLink.ts'
import { createBatchBook, treeOfBook } from '../../sdk/provenance/batchBook.ts'
import { commissionBatch } from '../../sdk/provenance/commissionBatch.ts'
import { packElements } from '../../sdk/provenance/packIdentity.ts'
import { recallPacks } from '../../sdk/provenance/recallPacks.ts'
import { releaseBatch } from '../../sdk/provenance/releaseBatch.ts'
import { type Stage, setStage } from './network.ts'
import { CHAIN, expectAccessible, expectNoScroll, type OpenedPortal, openPortal } from './openPortal.ts'

const GTIN = '09506000134352'
const LOT = 'B42'
const SERIALS = ['A1001', 'A1002', 'A1003', 'A1004']
const YEAR = 365 * 86_400_000

const codeOf = (serial: string, lot = LOT) => formatDigitalLink(packElements({ gtin: GTIN, lot, serial }))

describe('checking a medicine in the browser', function () {
  this.timeout(240_000)
  let stage: Stage
  let portal: OpenedPortal
  let page: Page
  let provider: JsonRpcProvider
  let recall: (index: number) => Promise<unknown>

  before('skipped where there is no Chromium: install it, or set CHROMIUM_PATH', async function () {
    const set = await setStage()
    if (!set) return this.skip()
    stage = set
    const { network } = stage
    const { manufacturer, manufacturerQuality } = network.actors
    provider = new JsonRpcProvider(network.rpcUrl, CHAIN, { staticNetwork: true, cacheTimeout: -1 })
    const as = (key: string) => connectContracts(network.deployment, new Wallet(key, provider))
    const maker = as(manufacturer.privateKey)
    const book = await createBatchBook({
      contracts: maker,
      maker: manufacturer.organisation,
      gtin: GTIN,
      lot: LOT,
      expiry: new Date(Date.now() + 2 * YEAR).toISOString().slice(0, 10),
      serials: SERIALS,
      units: [],
    })
    await commissionBatch(maker, book, await treeOfBook(book))
    await releaseBatch(as(manufacturerQuality.privateKey), book)
    await gatewayClient({
      url: network.manufacturerGateway.url,
      staffToken: manufacturer.seed,
    }).publishBatch(book)
    recall = (index) => recallPacks(maker, book, { from: index, to: index + 1 }, id('a reason'))
    portal = await openPortal(stage, { path: 'patient/pack', hasWallet: false })
    page = portal.page
  })

  after(async () => {
    provider?.destroy()
    await portal?.close()
  })

  const check = async (code: string) => {
    await page.getByLabel('Code of the pack').fill(code)
    await page.getByLabel('Code of the pack').press('Enter')
  }
  const verdict = (text: string) => page.getByRole('alert').filter({ hasText: text }).waitFor()

  it('says of a genuine pack that it is, and why, without a wallet', async () => {
    await check(codeOf('A1001'))
    await verdict('Genuine, and nothing speaks against it.')
    expect(await page.getByText('does not hold').count()).to.equal(0)
    await page.getByText('the pack is proven to be one of its batch').waitFor()
    await page.locator('dd', { hasText: 'Acme Pharma' }).waitFor()
    await expectAccessible(page, 'a genuine pack')
    await page.setViewportSize({ width: 360, height: 800 })
    await expectNoScroll(page, 'a genuine pack')
  })

  it('takes what a scanner types', async () => {
    // As it is after the check before, when the next scan takes the place of the code: a click would end that.
    await page.getByLabel('Code of the pack').focus()
    await page.keyboard.type(`]d2010${GTIN.slice(1)}21A1002\u001d10${LOT}`)
    await page.keyboard.press('Enter')
    // The whole of it: the id of the batch beside it is random, and may hold the same letters.
    await page.locator('dd', { hasText: /^A1002$/ }).waitFor()
    await verdict('Genuine, and nothing speaks against it.')
  })

  it('says of a pack that its maker does not know, or has under another lot, not to take it', async () => {
    await check(codeOf('X9999'))
    await verdict('it may be counterfeit')
    await check(codeOf('A1001', 'Z99'))
    await verdict('under another lot: it may be counterfeit')
    await expectAccessible(page, 'a pack that is not genuine')
  })

  it('says of a recalled pack that it is', async () => {
    await recall(2)
    await check(codeOf('A1003'))
    await verdict('Its maker has recalled it.')
  })

  it('says what is wrong with what is no code of a pack', async () => {
    await check('<script>alert(1)</script>')
    await verdict('This is not the code of a medicine pack.')
    expect(page.url()).to.match(/#\/patient\/pack$/)
  })

  it('asked the maker and the chain alone', () => {
    const { network } = stage
    const own = [network.portal.url, network.rpcUrl, network.manufacturerGateway.url].map(
      (url) => new URL(url).origin,
    )
    expect([...portal.origins].filter((origin) => !own.includes(origin))).to.deep.equal([])
    expect(portal.complaints).to.deep.equal([])
  })
})
