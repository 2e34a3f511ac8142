import { expect } from 'chai'
import { JsonRpcProvider } from 'ethers'
import type { Page } from 'playwright-core'
import { prepareAuditedCase } from './auditedCase.ts'
import { type Stage, setStage } from './network.ts'
import { CHAIN, expectAccessible, expectNoScroll, type OpenedPortal, openPortal } from './openPortal.ts'

describe("the operator's page", function () {
  this.timeout(240_000)
  let stage: Stage
  let portal: OpenedPortal
  let page: Page

  before('skipped where there is no Chromium: install it, or set CHROMIUM_PATH', async function () {
    const set = await setStage()
    if (!set) return this.skip()
    stage = set
    const { rpcUrl } = stage.network
    const provider = new JsonRpcProvider(rpcUrl, CHAIN, { staticNetwork: true, cacheTimeout: -1 })
    await prepareAuditedCase(stage.network, provider)
    provider.destroy()
    portal = await openPortal(stage, { path: 'operator/network', hasWallet: false })
    page = portal.page
  })

  after(() => portal?.close())

  it('shows the committee, who signed the latest reports, and the models, without a wallet', async () => {
    const rows = page.getByRole('table', { name: 'Committee' }).locator('tbody tr')
    await rows.first().waitFor()
    expect(await rows.count()).to.equal(stage.network.actors.oracles.length)
    const signed = await rows.locator('td:last-child').allTextContents()
    const counts = signed.map((text) => text.split(' of ').map(Number))
    const reports = counts[0]?.[1] ?? 0
    expect(reports).to.be.at.least(1)
    expect(counts.reduce((sum, [count = 0]) => sum + count, 0)).to.be.at.least(3 * reports)
    await page.getByRole('cell', { name: 'approved', exact: true }).first().waitFor()
    await expectAccessible(page, 'the oracle network')
    await page.setViewportSize({ width: 360, height: 800 })
    await expectNoScroll(page, 'the oracle network')
    expect(portal.complaints).to.deep.equal([])
  })

  it('says when the chain does not answer', async () => {
    await page.route(`${stage.network.rpcUrl}/**`, (route) => route.abort())
    await page.getByRole('button', { name: 'Look again' }).click()
    await page.getByRole('alert').filter({ hasText: 'The chain does not answer.' }).waitFor()
    await page.unroute(`${stage.network.rpcUrl}/**`)
  })
})
