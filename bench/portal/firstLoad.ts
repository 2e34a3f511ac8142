import type { Browser } from 'playwright-core'
import { inTime, longTasksSince, openPage } from './browser.ts'

export interface FirstLoad {
  /** Of all scripts as they came over the wire, compressed with gzip: kB, 10³ bytes. */
  readonly scriptKilobytes: number
  /** Milliseconds from the start of the navigation to the first contentful paint. */
  readonly paint: number
  /** Until the page has its heading and no long task keeps it from answering. */
  readonly interactive: number
}

/** Opens an address with an empty cache, on a processor slowed down `rate` times. */
export async function measureFirstLoad(browser: Browser, url: string, rate: number): Promise<FirstLoad> {
  const { context, page, throttle } = await openPage(browser)
  await throttle(rate)
  try {
    await page.goto(url, { waitUntil: 'commit' })
    const shown = await inTime(url, page.evaluate(headingShown))
    const tasks = await longTasksSince(page, 0)
    const { paint, bytes } = await page.evaluate(readTimings)
    const busyUntil = Math.max(0, ...tasks.map(({ start, duration }) => start + duration))
    return { scriptKilobytes: bytes / 1000, paint, interactive: Math.max(shown, busyUntil) }
  } finally {
    await context.close()
  }
}

/** Runs in the page: when its first heading is painted. */
async function headingShown(): Promise<number> {
  const frame = () => new Promise<void>((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
  do await frame()
  while (!document.querySelector('h1'))
  return performance.now()
}

/** Runs in the page. */
function readTimings() {
  const resources = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
  const scripts = resources.filter(({ name }) => new URL(name).pathname.endsWith('.js'))
  return {
    paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
    bytes: scripts.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
  }
}
