import { expect } from 'chai'
import { JsonRpcProvider, parseEther, toQuantity, Wallet } from 'ethers'
import { gatewayClient } from '../../sdk/gateway/client.ts'
import { recordOfBytes } from '../../sdk/gateway/recordOfBytes.ts'
import { type Stage, setStage } from './network.ts'
import { CHAIN, connect, type OpenedPortal, openPortal } from './openPortal.ts'

/** What happens in the midst of something else. */
describe('the portal, interrupted', function () {
  this.timeout(240_000)
  let stage: Stage
  let provider: JsonRpcProvider
  let opened: OpenedPortal | undefined

  before('skipped where there is no Chromium: install it, or set CHROMIUM_PATH', async function () {
    const set = await setStage()
    if (!set) return this.skip()
    stage = set
    provider = new JsonRpcProvider(stage.network.rpcUrl, CHAIN, { staticNetwork: true, cacheTimeout: -1 })
  })

  afterEach(async () => {
    await opened?.close()
    opened = undefined
  })
  after(() => provider?.destroy())

  /** A patient with ether and an own page. */
  async function open(path: string) {
    const key = Wallet.createRandom()
    await provider.send('hardhat_setBalance', [key.address, toQuantity(parseEther('1'))])
    opened = await openPortal(stage, { keys: [key], path })
    await connect(opened.page)
    return { ...opened, key }
  }

  it('finds what was submitted before a reload, once it is confirmed', async () => {
    const { page } = await open('patient/share')
    await page.getByRole('button', { name: 'My cardiologist, for treatment, 3 months' }).click()
    await provider.send('evm_setAutomine', [false])
    try {
      await page.getByRole('button', { name: 'Send it myself' }).click()
      await page.getByRole('status').filter({ hasText: 'Submitted. Waiting for the chain' }).waitFor()
      await page.reload()
    } finally {
      await provider.send('evm_setAutomine', [true])
      await provider.send('evm_mine', [])
    }
    await page.goto(`${stage.network.portal.url}/#/patient/sharing`)
    await connect(page)
    await page
      .getByRole('row')
      .filter({ hasText: 'Dr. Amara Osei' })
      .filter({ hasText: 'may see them' })
      .waitFor()
  })

  it('shows in one tab what was done in another, and each has a session of its own', async () => {
    const { page, context } = await open('patient/sharing')
    await page.getByText('You have given consent to nobody.').waitFor()
    const other = await context.newPage()
    await other.goto(`${stage.network.portal.url}/#/patient/share`)
    await connect(other)
    await other.getByRole('button', { name: 'My cardiologist, for treatment, 3 months' }).click()
    await other.getByRole('button', { name: 'Send it myself' }).click()
    await other.locator('.act.confirmed').waitFor()
    await page.getByRole('link', { name: 'My records', exact: true }).click()
    await page.getByRole('button', { name: 'Sign in with the wallet' }).click()
    await page.getByText('Signed in to City Hospital').first().waitFor()
    await page.getByRole('link', { name: 'Who may see them', exact: true }).click()
    await page.getByRole('row').filter({ hasText: 'Dr. Amara Osei' }).waitFor()
    await other.getByRole('link', { name: 'My records', exact: true }).click()
    await other.getByRole('button', { name: 'Sign in with the wallet' }).waitFor()
  })

  it('asks to sign in again when the session has ended', async () => {
    const { page } = await open('patient/records')
    await page.getByRole('button', { name: 'Sign in with the wallet' }).click()
    await page.getByText('Signed in to City Hospital').first().waitFor()
    await page.route(`${stage.network.gateway.url}/v1/patients/**`, (route) =>
      route.fulfill({
        status: 401,
        headers: { 'access-control-allow-origin': stage.network.portal.url },
        json: { code: 'NOT_AUTHORISED', message: 'The session is over.' },
      }),
    )
    await page.getByRole('link', { name: 'Notices', exact: true }).click()
    await page.getByRole('button', { name: 'Sign in with the wallet' }).waitFor()
  })

  it('says that a grant was overtaken by a revocation meanwhile', async () => {
    const { page, wallet } = await open('patient/records')
    await page.getByRole('button', { name: 'Sign in with the wallet' }).click()
    await page.getByRole('button', { name: 'Let City Hospital keep my records' }).click()
    await page.getByText('City Hospital keeps no record of you yet.').waitFor()
    await page.getByRole('link', { name: 'Share', exact: true }).click()
    await page.getByRole('button', { name: 'My cardiologist, for treatment, 3 months' }).click()
    const look = wallet.hold()
    await page.getByRole('button', { name: 'Sign, free of charge' }).click()
    await page.getByRole('status').filter({ hasText: 'Waiting for the wallet' }).waitFor()
    // In another place, the same patient takes everything back.
    await wallet.revokeAll(stage.network.deployment)
    look()
    await page.getByRole('alert').filter({ hasText: 'overtaken by a later change' }).waitFor()
  })

  it('shows a record of five million characters without standing still', async () => {
    const { page, key } = await open('patient/key')
    await page.getByRole('button', { name: 'Make my key' }).click()
    await page.getByLabel('I have written the code down').check()
    await page.getByRole('button', { name: 'Publish the key' }).click()
    await page.getByRole('heading', { name: 'Your key is published.' }).waitFor()
    await page.getByRole('link', { name: 'My records', exact: true }).click()
    await page.getByRole('button', { name: 'Sign in with the wallet' }).click()
    await page.getByRole('button', { name: 'Let City Hospital keep my records' }).click()
    await page.getByText('City Hospital keeps no record of you yet.').waitFor()
    const { gateway, actors } = stage.network
    const bytes = new TextEncoder().encode('x'.repeat(5_000_000))
    const kind = { patient: key.address, category: 'documents', mediaType: 'text/plain' } as const
    await gatewayClient({ url: gateway.url, staffToken: actors.hospital.seed }).addRecord(
      await recordOfBytes(kind, bytes),
    )
    await page.getByRole('button', { name: 'Look again' }).click()
    await page.getByRole('button', { name: /^Open Documents/ }).click()
    await page.getByRole('button', { name: 'Open', exact: true }).click()
    await page.getByText('The first 20,000 of 5,000,000 characters.').waitFor()
    expect((await page.locator('pre').textContent())?.length).to.equal(20_000)
  })
})
