import { installedVersion, machine } from '../report/machine.ts'
import { grouped, renderTable } from '../report/table.ts'
import type { BrowserTools } from './browser.ts'
import { type Deed, measureDisclosures } from './disclosures.ts'
import { measureDrawings } from './drawing.ts'
import { type FirstLoad, measureFirstLoad } from './firstLoad.ts'
import { startStage } from './stage.ts'

const RECEIPTS = 10_000
const LOADS = 5
const START = 'first load: start page'
/** Times slower than this machine, as the issue of the portal asks. */
const SLOWED = 4

interface Row {
  readonly task: string
  readonly unit: 'ms' | 'kB'
  /** Of the rounds. */
  readonly median: number
  readonly slowest: number
  /** Milliseconds of the longest task of the page in any round, where it was looked at; 0 where none took more than 50. */
  readonly longestTask?: number
  /** What the median must not exceed, where the issue of the portal says so. */
  readonly target?: number
}

const NOTES = [
  'Chromium without a window and without a GPU, driven through the DevTools protocol; server, chain and gateway share the machine with it.',
  'A first load begins with an empty cache. It is interactive once its heading is painted and no task of more than 50 ms is under way.',
  'The page on which a medicine is checked reads the chain, and loads what that takes; no target was set for it.',
  'ethers, whole: a page whose one script imports all of it, built by the same Vite.',
  'The receipts are real: signed by the hospital, anchored in one period on the chain, given out by a gateway in a process of its own; each page is checked against the chain once it is shown.',
  'The plain table shows as many rows at once, texts at hand: no gateway is asked, and nothing is checked.',
  'The electrocardiogram is the five minutes of MIT-BIH 208: 108,000 samples at 360 a second. Milliseconds last until the frame after it is painted.',
] as const

/** The portal in a browser: first load, a long list, a long signal, each beside what one would otherwise build. */
export async function runPortalBench(tools: BrowserTools) {
  const stage = await startStage(RECEIPTS)
  try {
    const loads = new Map<string, FirstLoad[]>()
    const addresses = {
      [START]: `${stage.portal.url}/`,
      'first load: check a medicine': `${stage.portal.url}/#/patient/pack`,
      'first load: ethers, whole': `${stage.drawings.url}/ethers.html`,
    }
    for (let round = 0; round < LOADS; round++) {
      for (const [name, url] of Object.entries(addresses)) {
        const load = await measureFirstLoad(tools.browser, url, SLOWED)
        loads.set(name, [...(loads.get(name) ?? []), load])
      }
    }
    const rows: Row[] = [...loads].flatMap(([name, found]) => loadRows(name, found))
    for (const rate of [1, SLOWED]) {
      const use = await measureDisclosures(tools, stage, RECEIPTS, rate)
      const on = rate === 1 ? '' : `, ${rate}× slower processor`
      const list = `${grouped(RECEIPTS)} disclosures`
      rows.push(
        deedRow(`${list}: open${on}`, use.open, rate === 1 ? 300 : undefined),
        deedRow(`${list}: open, and check the first page${on}`, [use.check]),
        deedRow(`${list}: turn the page${on}`, use.turn),
        deedRow(`${list}: find a word, all are read${on}`, [use.find]),
        deedRow(`${list}: find another word${on}`, use.findAgain),
      )
    }
    const drawn = await measureDrawings(tools, stage)
    rows.push(
      timeRow(`${grouped(RECEIPTS)} rows in one plain table`, drawn.plainTable),
      timeRow('ECG of 5 minutes: from the bytes of the record', drawn.record, 100),
      timeRow('ECG of 5 minutes: samples at hand', drawn.plot, 100),
      timeRow('ECG of 5 minutes: the whole at once', drawn.whole, 100),
      timeRow('ECG of 5 minutes: a step to the side', drawn.step),
      timeRow('ECG of 5 minutes: one SVG polyline', drawn.polyline),
      timeRow('ECG of 5 minutes: uPlot, given all samples', drawn.allPoints),
    )
    return {
      measuredAt: new Date().toISOString().slice(0, 10),
      machine: machine(),
      versions: {
        chromium: tools.browser.version(),
        preact: await installedVersion('preact'),
        uplot: await installedVersion('uplot'),
        ethers: await installedVersion('ethers'),
        vite: await installedVersion('vite'),
      },
      notes: NOTES,
      rows,
    }
  } finally {
    await stage.close()
  }
}

function loadRows(name: string, loads: readonly FirstLoad[]): Row[] {
  // What every reader loads first; a page fetches what it needs when it is opened.
  const isFirst = name === START
  const kilobytes = loads.map(({ scriptKilobytes }) => scriptKilobytes)
  return [
    row(`${name}, script`, 'kB', kilobytes, isFirst ? 150 : undefined),
    row(
      `${name}, painted, ${SLOWED}× slower processor`,
      'ms',
      loads.map(({ paint }) => paint),
    ),
    row(
      `${name}, interactive, ${SLOWED}× slower processor`,
      'ms',
      loads.map(({ interactive }) => interactive),
      isFirst ? 1_500 : undefined,
    ),
  ]
}

const timeRow = (task: string, times: readonly number[], target?: number): Row =>
  row(task, 'ms', times, target)

function deedRow(task: string, deeds: readonly Deed[], target?: number): Row {
  const times = deeds.map(({ milliseconds }) => milliseconds)
  return {
    ...row(task, 'ms', times, target),
    longestTask: Math.round(Math.max(...deeds.map(({ longestTask }) => longestTask))),
  }
}

function row(task: string, unit: Row['unit'], values: readonly number[], target?: number): Row {
  const sorted = values.toSorted((one, other) => one - other)
  const rounded = (value = 0) => Math.round(value * 10) / 10
  return {
    task,
    unit,
    median: rounded(sorted[sorted.length >> 1]),
    slowest: rounded(sorted.at(-1)),
    ...(target !== undefined && { target }),
  }
}

export function renderPortalBench({ rows, notes }: Awaited<ReturnType<typeof runPortalBench>>): string {
  const table = renderTable(
    ['task', 'median', 'slowest', 'unit', 'longest task', 'target', ''],
    rows.map(({ task, median, slowest, unit, longestTask, target }) => [
      task,
      median.toFixed(1),
      slowest.toFixed(1),
      unit,
      longestTask === undefined ? '' : longestTask === 0 ? 'under 50' : String(longestTask),
      target === undefined ? '' : `≤ ${grouped(target)}`,
      target === undefined ? '' : median <= target ? 'met' : 'missed',
    ]),
  )
  return [table, '', ...notes].join('\n')
}
