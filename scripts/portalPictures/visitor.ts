import { Wallet } from 'ethers'
import type { Browser, Page } from 'playwright-core'
import type { Actors } from '../../cli/local/actors.ts'
import type { Example } from '../../cli/up/example/prepareExample.ts'
import type { LocalNetwork } from '../../cli/up/startLocalNetwork.ts'
import { words } from '../../portal/words/en.ts'
import { TestWallet } from '../../test/browser/wallet.ts'

/** As whom a page is looked at. */
export type Role = 'nobody' | 'patient' | 'clinician' | 'responder' | 'pharmacy'

/** What there is to be looked at, and with what. */
export interface Stage {
  readonly network: Pick<LocalNetwork, 'rpcUrl' | 'deployment' | 'portal' | 'actors'>
  readonly browser: Browser
  readonly example: Example
}

/** Someone in front of a page, whose wallet confirms all that it is asked. */
export interface Visitor {
  readonly page: Page
  readonly example: Example
  readonly actors: Actors
  /** By a button's words. */
  press(name: string | RegExp): Promise<void>
  signIn(): Promise<void>
  /** Makes the own key, once in the life of the page. */
  unlock(): Promise<void>
  /** Hands a file of JSON to a page. */
  hand(label: string, value: unknown): Promise<void>
  close(): Promise<void>
}

/** What a picture has to show within this, on a busy machine too. */
const PATIENCE_MS = 60_000

export async function openAs(role: Role, { browser, network, example }: Stage): Promise<Visitor> {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC' })
  const key = keyOf(role, network)
  const { rpcUrl, deployment, portal } = network
  const wallet = key
    ? await TestWallet.inject(context, {
        rpcUrl,
        keys: [key],
        chainId: deployment.chainId,
        name: 'your wallet',
      })
    : undefined
  const page = await context.newPage()
  page.setDefaultTimeout(PATIENCE_MS)
  await page.goto(portal.url)
  const button = (name: string | RegExp) =>
    page.getByRole('button', { name, exact: typeof name === 'string' })
  const press = (name: string | RegExp) => button(name).click()
  if (wallet) {
    await press(words.connection.connectWith('your wallet'))
    await button(words.connection.leave).waitFor()
  }
  return {
    page,
    example,
    actors: network.actors,
    press,
    async signIn() {
      const signOut = button(words.signIn.signOut)
      await button(words.signIn.button).or(signOut).waitFor()
      if (await signOut.isVisible()) return
      await press(words.signIn.button)
      await signOut.waitFor()
    },
    async unlock() {
      const code = page.getByLabel(words.key.enterCode, { exact: true })
      await code.fill(codeOf(role, example))
      await press(words.key.unlock)
      await button(words.key.unlock).waitFor({ state: 'detached' })
    },
    async hand(label, value) {
      const text = typeof value === 'string' ? value : JSON.stringify(value)
      const file = { name: 'file.json', mimeType: 'application/json', buffer: Buffer.from(text) }
      await page.getByLabel(label, { exact: true }).setInputFiles(file)
    },
    async close() {
      wallet?.close()
      await context.close()
    },
  }
}

const keyOf = (role: Role, { actors }: Stage['network']): Wallet | undefined =>
  role === 'nobody' ? undefined : new Wallet(actors[role].privateKey)

const codeOf = (role: Role, { recoveryCodes }: Example): string => {
  if (role === 'nobody' || role === 'pharmacy') throw new Error(`The ${role} has no key for records.`)
  return recoveryCodes[role]
}
