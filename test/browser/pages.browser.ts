import { expect } from 'chai'
import { JsonRpcProvider, parseEther, toQuantity, Wallet } from 'ethers'
import type { Page } from 'playwright-core'
import { ROUTES, routeOf } from '../../portal/app/routes.ts'
import { words } from '../../portal/words/en.ts'
import { connectContracts } from '../../sdk/chain/contracts.ts'
import { deriveEncryptionIdentity } from '../../sdk/crypto/encryptionIdentity.ts'
import { createRecoveryCode } from '../../sdk/crypto/recoveryCode.ts'
import { publishEncryptionKey } from '../../sdk/identity/publishEncryptionKey.ts'
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

/** Every page there is: a new one is tested because it is in the routes. */
const PAGES = [
  { path: '', title: words.app.name },
  ...ROUTES.map(({ path }) => ({ path, title: `${words.page[path]} – ${words.app.name}` })),
]

const WIDE = { width: 1200, height: 900 }

describe('every page of the portal', () => {
  let stage: Stage
  let portal: OpenedPortal
  const reader = Wallet.createRandom()
  let recoveryCode = ''

  before('skipped where there is no Chromium: install it, or set CHROMIUM_PATH', async function () {
    const set = await setStage()
    if (!set) return this.skip()
    stage = set
    recoveryCode = await publishKey(stage, reader)
    portal = await openPortal(stage, { keys: [reader], context: { viewport: WIDE } })
  })

  after(() => portal?.close())

  /** As a link does it. Waits until the page has read what it reads. */
  const goTo = async (path: string) => {
    const { page } = portal
    await page.evaluate((hash) => {
      location.hash = hash
    }, `#/${path}`)
    await page.waitForFunction(
      (title) => document.title === title && document.querySelector('main h1') !== null,
      PAGES.find((one) => one.path === path)?.title ?? '',
    )
    await page.getByText(words.app.loading, { exact: true }).first().waitFor({ state: 'detached' })
  }

  const forEachPage = (what: string, check: (page: Page, path: string) => Promise<void>) => {
    for (const { path } of PAGES) {
      it(`${what}: ${path === '' ? 'start' : path}`, async () => {
        await goTo(path)
        await check(portal.page, path)
      })
    }
  }

  describe('before a wallet is connected', () => {
    forEachPage('is in order', expectOrder)

    it('is accessible where it asks for one', async () => {
      await goTo('patient/records')
      await expectAccessible(portal.page, 'a page that needs a wallet')
    })

    it('begins with a link past the menus, which the keyboard alone can follow', async () => {
      const { page } = portal
      await page.reload()
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.keyboard.press('Tab')
      expect(await textOfFocus(page)).to.equal(words.app.skip)
      await page.keyboard.press('Enter')
      expect(await page.evaluate(() => document.activeElement?.tagName)).to.equal('MAIN')
    })
  })

  describe('once a wallet is connected', () => {
    before(async () => {
      await goTo('')
      await connect(portal.page)
    })

    it('tells a screen reader so, and what happens later', async () => {
      const { page } = portal
      const said = page.locator('[aria-live="polite"]')
      await said.filter({ hasText: words.connection.changed.connected }).waitFor({ state: 'attached' })
      await goTo('patient/records')
      await page.getByRole('button', { name: words.signIn.button }).click()
      const signedIn = words.signIn.signedIn('City Hospital')
      await said.filter({ hasText: signedIn }).waitFor({ state: 'attached' })
      await goTo('clinician/records')
      await page.getByLabel(words.key.enterCode, { exact: true }).fill(recoveryCode)
      await page.getByRole('button', { name: words.key.unlock }).click()
      await page.getByRole('button', { name: words.key.unlock }).waitFor({ state: 'detached' })
    })

    forEachPage('is in order, signed in', expectOrder)
    forEachPage('is accessible in the light and in the dark', expectAccessible)
    forEachPage('brings the reader to its beginning', async (page, path) => {
      const focused = await page.evaluate(() => ({
        tag: document.activeElement?.tagName,
        name: document.activeElement?.getAttribute('aria-label'),
      }))
      const name = words.page[routeOf(path)?.path ?? 'start']
      expect(focused).to.deep.equal({ tag: 'MAIN', name })
    })
    forEachPage('is worked with the keyboard alone', expectKeyboard)
    forEachPage('has room for text of twice the size', expectLargeText)
    forEachPage('stands still where motion is not wanted', async (page) => {
      await page.emulateMedia({ reducedMotion: 'reduce' })
      expect(await page.evaluate(() => document.getAnimations().length)).to.equal(0)
      await page.emulateMedia({ reducedMotion: null })
    })
  })

  describe('after all of that', () => {
    it('has kept nothing in the browser, and asked nobody whom the settings do not name', async () => {
      const { network } = stage
      await expectNothingKept(portal)
      const { portal: served, rpcUrl, gateway, manufacturerGateway, pharmacyGateway, oracles } = network
      const named = [served, gateway, manufacturerGateway, pharmacyGateway, ...oracles].map(({ url }) => url)
      const own = [rpcUrl, ...named].map((url) => new URL(url).origin)
      expect([...portal.origins].filter((origin) => !own.includes(origin))).to.deep.equal([])
      // An account that is not enrolled is refused what only patients and clinicians of the hospital may ask.
      const refused = /status of 4\d\d/
      expect(portal.complaints.filter((complaint) => !refused.test(complaint))).to.deep.equal([])
    })
  })
})

/** A key of an account of a test, which its wallet and the recovery code make again. */
async function publishKey({ network }: Stage, key: { privateKey: string }): Promise<string> {
  const provider = new JsonRpcProvider(network.rpcUrl, CHAIN, { staticNetwork: true, cacheTimeout: -1 })
  const signer = new Wallet(key.privateKey, provider)
  await provider.send('hardhat_setBalance', [signer.address, toQuantity(parseEther('5'))])
  const contracts = connectContracts(network.deployment, signer)
  const recoveryCode = createRecoveryCode()
  const keyEpoch = 1
  const account = signer.address
  const identity = await deriveEncryptionIdentity({
    signer,
    account,
    chainId: contracts.chainId,
    keyEpoch,
    recoveryCode,
  })
  await publishEncryptionKey(contracts, signer, { publicKey: identity.publicKey, keyEpoch })
  provider.destroy()
  return recoveryCode
}

const textOfFocus = (page: Page) => page.evaluate(() => document.activeElement?.textContent)

/** Language and headings; nothing wider than a small screen. */
async function expectOrder(page: Page, path: string): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.lang)).to.equal('en')
  const levels = await page.evaluate(() =>
    [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(({ tagName }) => Number(tagName.slice(1))),
  )
  expect(levels[0], 'the first heading').to.equal(1)
  expect(levels.filter((level) => level === 1)).to.have.lengthOf(1)
  for (const [index, level] of levels.entries()) {
    expect(level, `heading ${index} of ${levels.join()}`).to.be.at.most((levels[index - 1] ?? 0) + 1)
  }
  for (const width of [320, 360]) {
    await page.setViewportSize({ width, height: 800 })
    await expectNoScroll(page, `${path} at ${width} px`)
  }
  await page.setViewportSize(WIDE)
}

/** Every control is reached by the tab key and shows it, and nothing that is clicked on is anything else than a control. */
async function expectKeyboard(page: Page): Promise<void> {
  const controls = await page.evaluate(() => {
    const native = 'a[href], button, input, select, textarea, summary'
    const all = [...document.querySelectorAll<HTMLElement>(native)].filter(
      (element) => element.getClientRects().length > 0,
    )
    const clickable = [...document.querySelectorAll('body *')].filter(
      (element) => getComputedStyle(element).cursor === 'pointer' && !element.closest(`${native}, label`),
    )
    const seen: { index: number; outline: number }[] = []
    document.addEventListener('focusin', ({ target }) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(target as Element)
      const outline = outlineStyle === 'none' ? 0 : Number.parseFloat(outlineWidth)
      seen.push({ index: all.indexOf(target as HTMLElement), outline })
    })
    Object.assign(globalThis, { salusTestSeen: seen })
    all[0]?.focus()
    return { count: all.length, first: all[0]?.textContent, stray: clickable.map((one) => one.outerHTML) }
  })
  expect(controls.first).to.equal(words.app.skip)
  expect(controls.stray, 'what is clicked on is a control').to.deep.equal([])
  for (let step = 1; step < controls.count; step++) await page.keyboard.press('Tab')
  const seen = await page.evaluate(
    () => (globalThis as unknown as { salusTestSeen: { index: number; outline: number }[] }).salusTestSeen,
  )
  expect(new Set(seen.map(({ index }) => index)).size, 'controls that the tab key reaches').to.equal(
    controls.count,
  )
  expect(Math.min(...seen.slice(1).map(({ outline }) => outline)), 'the outline of a focus').to.be.at.least(2)
}

/** WCAG 2.2, 1.4.4: text grows with the reader's own size of letters, up to twice, and nothing gets lost. */
async function expectLargeText(page: Page, path: string): Promise<void> {
  // In one step: a page that reads on meanwhile would have other elements.
  const sizes = await page.evaluate(() => {
    const texts = [
      ...document.querySelectorAll('p, label, button, input:not([type=checkbox]), select, a, td, h1'),
    ]
    const measure = () => texts.map((element) => Number.parseFloat(getComputedStyle(element).fontSize))
    const before = measure()
    document.documentElement.style.fontSize = '200%'
    return measure().map((after, index) => [before[index] ?? 0, after] as const)
  })
  expect(
    sizes.filter(([before, after]) => after < 1.5 * before),
    'text that does not grow',
  ).to.deep.equal([])
  await expectNoScroll(page, `${path} with large text`)
  await page.evaluate(() => {
    document.documentElement.style.fontSize = ''
  })
}
