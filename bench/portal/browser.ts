import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core'

/** What the benchmark cannot make by itself: tests have it too. */
export interface BrowserTools {
  readonly browser: Browser
  /** Puts a wallet that signs what it is asked into every page of a context. Gives its end. */
  injectWallet(
    context: BrowserContext,
    options: { readonly rpcUrl: string; readonly privateKey: string },
  ): Promise<() => void>
}

/** What a page that never gets there would otherwise wait for without end. */
const PATIENCE = 120_000

/** @throws Error where the page has not answered in time */
export async function inTime<T>(what: string, answer: Promise<T>): Promise<T> {
  const ending = new AbortController()
  const late = sleep(PATIENCE, undefined, { signal: ending.signal }).then(() => {
    throw new Error(`The page did not get there: ${what}.`)
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    ending.abort()
    late.catch(() => undefined)
  }
}

/** Milliseconds without a long task after which a page is at rest. */
const REST = 500

/** A page in a context of its own, with an empty cache, that remembers its long tasks (W3C Long Tasks). */
export async function openPage(browser: Browser) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, locale: 'en-GB' })
  await context.addInitScript(rememberLongTasks)
  const page = await context.newPage()
  page.setDefaultTimeout(120_000)
  const session = await context.newCDPSession(page)
  return { context, page, throttle: (rate: number) => throttle(session, rate) }
}

const throttle = (session: CDPSession, rate: number) =>
  session.send('Emulation.setCPUThrottlingRate', { rate })

interface LongTask {
  readonly start: number
  readonly duration: number
}

/** Runs in the page, before any script of it. */
function rememberLongTasks(): void {
  const longTasks: LongTask[] = []
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) longTasks.push({ start: startTime, duration })
  }).observe({ type: 'longtask', buffered: true })
  Object.assign(globalThis, { longTasks })
}

/** The long tasks that began since `from`, once the page has had none for a while. Milliseconds since it was opened. */
export async function longTasksSince(page: Page, from: number): Promise<readonly LongTask[]> {
  return inTime('rest', page.evaluate(tasksUntilRest, [from, REST] as const))
}

/** Runs in the page. */
async function tasksUntilRest([from, rest]: readonly [number, number]): Promise<readonly LongTask[]> {
  const { longTasks } = globalThis as unknown as { longTasks: LongTask[] }
  const latest = () => Math.max(from, ...longTasks.map(({ start, duration }) => start + duration))
  while (performance.now() - latest() < rest) await new Promise((resolve) => setTimeout(resolve, 50))
  return longTasks.filter(({ start }) => start >= from)
}

export const longest = (tasks: readonly LongTask[]): number =>
  Math.max(0, ...tasks.map(({ duration }) => duration))
