import { type BrowserTools, inTime, openPage } from './browser.ts'
import type { Drawings } from './page/drawings.tsx'
import type { Stage } from './stage.ts'

const ROUNDS = 7

/** Milliseconds of each round, by what was drawn. All are drawn in one page, in turns, so that a load falls on all. */
export type DrawnTimes = Readonly<Record<Exclude<keyof Drawings, 'clear'>, readonly number[]>>

export async function measureDrawings({ browser }: BrowserTools, { drawings }: Stage): Promise<DrawnTimes> {
  const { context, page } = await openPage(browser)
  try {
    await page.goto(drawings.url)
    await page.waitForFunction(() => 'drawings' in globalThis)
    const ask = (name: keyof Drawings) =>
      inTime(
        name,
        page.evaluate((asked) => (globalThis as unknown as { drawings: Drawings }).drawings[asked](), name),
      )
    const times = {
      record: [] as number[],
      plot: [] as number[],
      step: [] as number[],
      whole: [] as number[],
      polyline: [] as number[],
      allPoints: [] as number[],
      plainTable: [] as number[],
    }
    for (let round = 0; round < ROUNDS; round++) {
      for (const name of Object.keys(times) as (keyof typeof times)[]) {
        times[name].push(await ask(name))
        // The same plot is moved, and then shown as a whole.
        if (name !== 'plot' && name !== 'step') await ask('clear')
      }
    }
    return times
  } finally {
    await context.close()
  }
}
