import AxeBuilder from '@axe-core/playwright'
import { expect } from 'chai'
import { type HDNodeWallet, Wallet } from 'ethers'
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import type { Stage } from './network.ts'
import { TestWallet } from './wallet.ts'

export const CHAIN = 31_337

export interface OpenedPortal {
  readonly page: Page
  readonly context: BrowserContext
  readonly wallet: TestWallet
  /** Console messages, uncaught errors and policy violations. */
  readonly complaints: readonly string[]
  /** Origins that were asked for anything. */
  readonly origins: ReadonlySet<string>
  close(): Promise<void>
}

export interface OpenOptions {
  readonly keys?: readonly (Wallet | HDNodeWallet)[]
  /** The chain that the wallet is on at first. */
  readonly chainId?: number
  readonly hasWallet?: boolean
  readonly path?: string
  /** Where the portal is. Default: the network's. */
  readonly url?: string
  readonly context?: BrowserContextOptions
  /** Puts more into every page of the context, before any script of it. */
  readonly init?: (context: BrowserContext) => Promise<unknown>
}

/** The portal in a browser context of its own, with a wallet. */
export async function openPortal(
  { network, browser }: Stage,
  options: OpenOptions = {},
): Promise<OpenedPortal> {
  const {
    keys = [Wallet.createRandom()],
    chainId = CHAIN,
    hasWallet = true,
    path = '',
    url = network.portal.url,
  } = options
  const context = await browser.newContext({
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    viewport: { width: 1200, height: 900 },
    ...options.context,
  })
  // Nothing here is about how soon a page answers: on a busy machine much takes long.
  context.setDefaultTimeout(60_000)
  await options.init?.(context)
  const complaints: string[] = []
  const origins = new Set<string>()
  context.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`))
  context.on('weberror', (error) => complaints.push(error.error().message))
  context.on('request', (request) => origins.add(new URL(request.url()).origin))
  const rpcUrl = network.rpcUrl
  const wallet = await (hasWallet
    ? TestWallet.inject(context, { rpcUrl, keys, chainId })
    : TestWallet.inject(await browser.newContext(), { rpcUrl, keys, chainId }))
  const page = await context.newPage()
  await page.goto(`${url}/#/${path}`)
  await page.getByRole('heading', { level: 1 }).waitFor()
  return {
    page,
    context,
    wallet,
    complaints,
    origins,
    async close() {
      wallet.close()
      // What a route still fetches would fail when its page goes, after the test.
      for (const one of [context, ...context.pages()]) await one.unrouteAll({ behavior: 'ignoreErrors' })
      await context.close()
    },
  }
}

/** To a page that nobody sees no frame comes, nor what Preact has come in place of one. Runs in the page, before any script of it. */
export function withoutFrames(): void {
  const PREACTS_FRAME = 35
  const later = globalThis.setTimeout
  globalThis.requestAnimationFrame = () => 0
  globalThis.setTimeout = ((act: () => void, milliseconds?: number) =>
    milliseconds === PREACTS_FRAME ? 0 : later(act, milliseconds)) as unknown as typeof setTimeout
}

export const connect = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Connect with Test Wallet' }).click()
  await page.getByRole('button', { name: 'Disconnect' }).waitFor()
}

/** Goes to a page by its address, as a link does, and waits until it shows what it shows. */
export async function toPage(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    location.hash = `#/${to}`
  }, path)
  // The page of before has a heading too: it is gone once the menu names this one.
  await page.locator(`a[aria-current="page"][href="#/${path}"]`).first().waitFor()
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.getByText('Loading…').first().waitFor({ state: 'detached' })
}

/** No violation by axe-core of the page as it is now, in the light and in the dark. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .analyze()
    expect(
      violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
      `${what}, ${colorScheme}`,
    ).to.deep.equal([])
  }
}

/** Nothing is wider than the screen. */
export async function expectNoScroll(page: Page, what: string): Promise<void> {
  const [scrolled, width] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ])
  expect(scrolled, what).to.be.at.most(width ?? 0)
}

/** Nothing is kept in the browser. */
export async function expectNothingKept({ page, context }: OpenedPortal): Promise<void> {
  const kept = await page.evaluate(async () => ({
    local: localStorage.length,
    session: sessionStorage.length,
    databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
    workers: (await navigator.serviceWorker.getRegistrations()).length,
  }))
  expect(kept).to.deep.equal({ local: 0, session: 0, databases: 0, caches: 0, workers: 0 })
  expect(await context.cookies()).to.deep.equal([])
}
