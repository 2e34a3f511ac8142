import { expect } from 'chai'
import { Wallet } from 'ethers'
import { type Stage, setStage } from './network.ts'
import {
  CHAIN,
  connect,
  expectAccessible,
  expectNoScroll,
  expectNothingKept,
  type OpenedPortal,
  type OpenOptions,
  openPortal,
  withoutFrames,
} from './openPortal.ts'

describe('the portal in a browser', function () {
  this.timeout(240_000)
  let stage: Stage | undefined
  let opened: OpenedPortal | undefined

  before('skipped where there is no Chromium: install it, or set CHROMIUM_PATH', async function () {
    stage = await setStage()
    if (!stage) this.skip()
  })

  afterEach(async () => {
    await opened?.close()
    opened = undefined
  })

  async function open(options: OpenOptions = {}): Promise<OpenedPortal> {
    if (!stage) throw new Error('The stage was not set.')
    opened = await openPortal(stage, options)
    return opened
  }

  it('connects a wallet and shows the account; nothing is kept, and nobody else is asked for anything', async () => {
    const portal = await open()
    const { page, wallet, complaints, origins } = portal
    await connect(page)
    await page.getByTitle(wallet.account).waitFor()
    await page.getByRole('link', { name: 'My records' }).first().click()
    await page.getByRole('heading', { name: 'Sign in to City Hospital' }).waitFor()
    // The account is shown before the wallet has said which chain it is on.
    expect(wallet.requests.map(({ method }) => method)).to.deep.equal(['eth_requestAccounts', 'eth_chainId'])
    await expectNothingKept(portal)
    const { network } = stage as Stage
    const own = [network.portal.url, network.rpcUrl, network.gateway.url].map((url) => new URL(url).origin)
    expect([...origins].filter((origin) => !own.includes(origin))).to.deep.equal([])
    expect(complaints).to.deep.equal([])
    await page.reload()
    await page.getByRole('button', { name: 'Connect with Test Wallet' }).waitFor()
  })

  it('says that the request was rejected in the wallet, and lets try again', async () => {
    const { page, wallet } = await open()
    wallet.rejectNext()
    await page.getByRole('button', { name: 'Connect with Test Wallet' }).click()
    await page.getByRole('alert').filter({ hasText: 'rejected in the wallet' }).waitFor()
    await connect(page)
    expect(await page.getByRole('alert').count()).to.equal(0)
  })

  it('says what to do where there is no wallet', async () => {
    const { page } = await open({ hasWallet: false })
    await page.getByText('There is no wallet in this browser.').waitFor()
    await page.getByText(/Install a wallet extension/).waitFor()
    await expectAccessible(page, 'without a wallet')
  })

  it('says that the wallet is on another network, and switches it', async () => {
    const { page, wallet } = await open({ chainId: 1, path: 'patient/records' })
    await connect(page)
    const alert = page.getByRole('alert').filter({ hasText: 'Your wallet is on network 1.' })
    await alert.waitFor()
    await expectAccessible(page, 'on a wrong network')
    wallet.rejectNext()
    await page.getByRole('button', { name: 'Sign in with the wallet' }).click()
    await page.getByRole('alert').filter({ hasText: 'is on another network' }).waitFor()
    expect(wallet.shown, 'nothing is asked of a wallet on another network').to.deep.equal([])
    await page.getByRole('button', { name: 'Switch the wallet to Salus local' }).click()
    await alert.waitFor({ state: 'detached' })
    // And again when the owner changes it in the wallet.
    await wallet.switchChain(10)
    await page.getByText('Your wallet is on network 10.').waitFor()
    await wallet.switchChain(CHAIN)
    await page.getByText('Your wallet is on network 10.').waitFor({ state: 'detached' })
  })

  it('closes what one account had opened when the wallet changes to another', async () => {
    const keys = [Wallet.createRandom(), Wallet.createRandom()]
    const { page, wallet } = await open({ keys, path: 'patient/records' })
    await connect(page)
    await page.getByRole('button', { name: 'Sign in with the wallet' }).click()
    await page.getByText('Signed in to City Hospital').first().waitFor()
    await wallet.switchAccount(1)
    await page.getByText('The account in the wallet has changed.').waitFor()
    await page.getByRole('button', { name: 'Sign in with the wallet' }).waitFor()
    await page.getByTitle(wallet.account).waitFor()
    expect(await page.getByTitle(keys[0]?.address ?? '').count()).to.equal(0)
    await wallet.disconnect()
    await page.getByRole('button', { name: 'Connect with Test Wallet' }).waitFor()
  })

  it('ends an act that waits for the wallet when the account changes, and takes no signature for it', async () => {
    const keys = [Wallet.createRandom(), Wallet.createRandom()]
    const { page, wallet, complaints } = await open({ keys, path: 'patient/records' })
    await connect(page)
    const look = wallet.hold()
    await page.getByRole('button', { name: 'Sign in with the wallet' }).click()
    await page.getByRole('status').filter({ hasText: 'Waiting for the wallet: read what it shows' }).waitFor()
    await wallet.switchAccount(1)
    await page.getByText('The account in the wallet has changed.').waitFor()
    look()
    await page.getByRole('button', { name: 'Sign in with the wallet' }).click()
    await page.getByText('Signed in to City Hospital').first().waitFor()
    expect(wallet.shown.at(-1)).to.contain(keys[1]?.address)
    expect(complaints).to.deep.equal([])
  })

  it('stops waiting for the wallet when told to', async () => {
    const { page, wallet } = await open({ path: 'patient/records' })
    await connect(page)
    const look = wallet.hold()
    await page.getByRole('button', { name: 'Sign in with the wallet' }).click()
    await page.getByRole('button', { name: 'Stop waiting' }).click()
    await page.getByRole('status').filter({ hasText: 'If the wallet still asks, reject it there.' }).waitFor()
    look()
    await page.getByRole('button', { name: 'Sign in with the wallet' }).click()
    await page.getByText('Signed in to City Hospital').first().waitFor()
  })

  it('waits for no frame to be painted, which a page that nobody sees may never have', async () => {
    const { page, wallet } = await open({
      path: 'patient/records',
      init: (context) => context.addInitScript(withoutFrames),
    })
    const sessions: string[] = []
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/v1/sign-in')) sessions.push(request.url())
    })
    await connect(page)
    const signIn = page.getByRole('button', { name: 'Sign in with the wallet' })
    const look = wallet.hold()
    await signIn.click()
    await page.getByRole('status').filter({ hasText: 'Waiting for the wallet' }).waitFor()
    await page.getByRole('link', { name: 'Requests', exact: true }).click()
    await page.getByText('Nobody has asked the AI oracle about you.').waitFor()
    expect(await page.title()).to.equal('Requests – Salus')
    expect(await page.evaluate(() => document.activeElement?.id)).to.equal('content')
    // What waited for the wallet has ended with its page.
    look()
    await page.getByRole('link', { name: 'My records', exact: true }).click()
    await signIn.click()
    await page.getByText('Signed in to City Hospital').first().waitFor()
    expect(sessions).to.have.lengthOf(1)
    await wallet.switchChain(10)
    await page.getByText('Your wallet is on network 10.').waitFor()
  })

  it('loads no more than 150 kB of compressed script before a wallet is connected', async () => {
    const { network, browser } = stage as Stage
    const context = await browser.newContext()
    const page = await context.newPage()
    const sizes: Promise<number>[] = []
    page.on('requestfinished', (request) => {
      if (request.resourceType() !== 'script') return
      sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize))
    })
    await page.goto(network.portal.url, { waitUntil: 'networkidle' })
    const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
    console.log(`      first load: ${(total / 1000).toFixed(1)} kB of compressed script`)
    expect(total).to.be.within(1_000, 150_000)
    await context.close()
  })

  it('shows in the wallet what signing in is for', async () => {
    const { page, wallet } = await open({ path: 'patient/records' })
    await connect(page)
    await page.getByRole('button', { name: 'Sign in with the wallet' }).click()
    await page.getByText('Signed in to City Hospital').first().waitFor()
    const { network } = stage as Stage
    expect(wallet.shown[0])
      .to.match(new RegExp(`^${new URL(network.portal.url).host} wants you to sign in`))
      .and.to.contain('Sign in to your medical records.')
  })

  it('changes its colours when asked, and is accessible in both', async () => {
    const { page } = await open()
    await expectAccessible(page, 'the start page')
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
    await page.emulateMedia({ colorScheme: 'light' })
    expect(await ground()).to.equal('rgb(246, 245, 241)')
    await page.getByRole('button', { name: 'Colours: as the system' }).click()
    await page.getByRole('button', { name: 'Colours: light' }).click()
    await page.getByRole('button', { name: 'Colours: dark' }).waitFor()
    expect(await ground()).to.equal('rgb(17, 22, 27)')
  })

  for (const width of [320, 360, 768]) {
    it(`needs no sideways scrolling at ${width} px`, async () => {
      const { page } = await open({ context: { viewport: { width, height: 800 } } })
      await expectNoScroll(page, 'the start page')
      await connect(page)
      await page.goto(`${(stage as Stage).network.portal.url}/#/patient/records`)
      await page.getByRole('button', { name: 'Sign in with the wallet' }).waitFor()
      await expectNoScroll(page, 'the records')
    })
  }

  it('is used by keyboard alone', async () => {
    const { page } = await open()
    const press = async (name: RegExp) => {
      await page.locator('a, button').filter({ hasText: name }).first().waitFor()
      for (let steps = 0; steps < 40; steps++) {
        await page.keyboard.press('Tab')
        const focused = await page.evaluate(() => document.activeElement?.textContent ?? '')
        if (name.test(focused)) return page.keyboard.press('Enter')
      }
      throw new Error(`No ${name} is reached with the tab key.`)
    }
    await press(/Connect with Test Wallet/)
    await page.getByRole('button', { name: 'Disconnect' }).waitFor()
    await press(/^My records/)
    await page.waitForFunction(() => document.activeElement?.id === 'content')
    await press(/Sign in with the wallet/)
    await page.getByText('Signed in to City Hospital').first().waitFor()
  })

  it('blocks a script, a style and a request to anyone else that get into the page', async () => {
    const { page } = await open()
    const blocked = page.waitForEvent('console', (message) =>
      message.text().includes('Content Security Policy'),
    )
    await page.evaluate(async () => {
      const script = document.createElement('script')
      try {
        script.setAttribute('src', 'https://evil.example/x.js')
      } catch {}
      const style = document.createElement('style')
      style.textContent = 'html { background: red }'
      document.head.append(script, style)
      await fetch('https://evil.example/').catch(() => undefined)
      // In a task of its own: what the test itself evaluates may evaluate strings.
      await new Promise<void>((resolve) => {
        setTimeout(() => {
          try {
            // biome-ignore lint/security/noGlobalEval: that it does not work is what is tested
            globalThis.eval('document.title = "owned"')
          } catch {}
          resolve()
        }, 0)
      })
    })
    expect(await page.title()).not.to.equal('owned')
    await blocked
    expect(
      await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor),
    ).not.to.equal('rgb(255, 0, 0)')
  })

  it('says that there is no such page, whatever the address holds', async () => {
    const { page } = await open({ path: '<script>alert(1)</script>' })
    await page.getByRole('heading', { level: 1, name: /Your medical records/ }).waitFor()
    await page.goto(`${(stage as Stage).network.portal.url}/#/patient/nothing`)
    await page.getByRole('heading', { name: 'There is no such page.' }).waitFor()
  })
})
