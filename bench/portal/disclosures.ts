import type { Page } from 'playwright-core'
import { type BrowserTools, inTime, longest, longTasksSince, openPage } from './browser.ts'
import type { Stage } from './stage.ts'

export interface Deed {
  readonly milliseconds: number
  /** Of the tasks that it took, or 0 where none took more than 50 ms. */
  readonly longestTask: number
}

/** What a patient does with a long list. */
export interface ListUse {
  /** From the click on the link of the page until its first rows are painted. */
  readonly open: readonly Deed[]
  readonly turn: readonly Deed[]
  /** The first word that is sought: all receipts are read then. */
  readonly find: Deed
  /** A word after that. */
  readonly findAgain: readonly Deed[]
  /** Until every receipt that is shown has been checked against the chain. */
  readonly check: Deed
}

const OPENINGS = 5
const TURNS = 5

export async function measureDisclosures(
  { browser, injectWallet }: BrowserTools,
  { rpcUrl, patient, portal }: Stage,
  count: number,
  rate: number,
): Promise<ListUse> {
  const { context, page, throttle } = await openPage(browser)
  const forget = await injectWallet(context, { rpcUrl, privateKey: patient.privateKey })
  try {
    await page.goto(`${portal.url}/#/patient/disclosures`)
    await page.getByRole('button', { name: 'Connect with Test Wallet' }).click()
    await page.getByRole('button', { name: 'Sign in with the wallet' }).click()
    const all = count.toLocaleString('en-GB')
    await page.getByText(`1–50 of ${all}`).waitFor()
    await throttle(rate)

    const open: Deed[] = []
    let check: Deed = { milliseconds: 0, longestTask: 0 }
    for (let round = 0; round < OPENINGS; round++) {
      await follow(page, '#/patient/key')
      await longTasksSince(page, await now(page))
      const started = await now(page)
      open.push(await deed(page, 'a[href="#/patient/disclosures"]', `1–50 of ${all}`))
      await page.getByText('Every receipt that is shown here holds.').waitFor()
      check = {
        milliseconds: (await now(page)) - started,
        longestTask: longest(await longTasksSince(page, started)),
      }
    }
    const turn: Deed[] = []
    for (let turned = 1; turned <= TURNS; turned++) {
      const [from, to] = [turned * 50 + 1, turned * 50 + 50]
      turn.push(await deed(page, 'nav.pages button:last-of-type', `${from}–${to} of ${all}`))
      await page.getByText('Every receipt that is shown here holds.').waitFor()
    }
    const find = await type(page, 'amara')
    const findAgain: Deed[] = []
    for (const word of ['treatment', 'refused', '0x']) findAgain.push(await type(page, word))
    return { open, turn, find, findAgain, check }
  } finally {
    forget()
    await context.close()
  }
}

const now = (page: Page) => page.evaluate(() => performance.now())

async function follow(page: Page, href: string): Promise<void> {
  await page.locator(`a[href="${href}"]`).click()
  await page.getByRole('heading', { level: 1 }).waitFor()
}

/** Presses, and measures in the page itself until a text is painted: what drives the browser adds nothing. */
async function deed(page: Page, selector: string, text: string): Promise<Deed> {
  const { started, milliseconds } = await inTime(text, page.evaluate(pressUntil, [selector, text] as const))
  return { milliseconds, longestTask: longest(await longTasksSince(page, started)) }
}

async function pressUntil([selector, text]: readonly [string, string]) {
  const frame = () => new Promise<void>((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
  await frame()
  const started = performance.now()
  document.querySelector<HTMLElement>(selector)?.click()
  do await frame()
  while (!document.querySelector('main')?.textContent?.includes(text))
  return { started, milliseconds: performance.now() - started }
}

async function type(page: Page, word: string): Promise<Deed> {
  const { started, milliseconds } = await inTime(word, page.evaluate(typeUntilFound, word))
  return { milliseconds, longestTask: longest(await longTasksSince(page, started)) }
}

/** Runs in the page. Each word that is sought is in another number of receipts, so that the count changes. */
async function typeUntilFound(word: string) {
  const frame = () => new Promise<void>((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
  const counted = () => / ?([\d,]+) of [\d,]+ receipts have it\./.exec(document.body.textContent ?? '')?.[1]
  const input = document.querySelector<HTMLInputElement>('main .field input')
  if (!input) throw new TypeError('There is no field.')
  await frame()
  const before = counted()
  const started = performance.now()
  input.value = word
  input.dispatchEvent(new InputEvent('input', { bubbles: true }))
  do await frame()
  while (counted() === undefined || counted() === before)
  return { started, milliseconds: performance.now() - started }
}
