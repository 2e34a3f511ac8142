/**
 * Takes the pictures of the clinician's page that the documents show: of the report of the demo (out/report.html, by
 * `npm run demo`), and of what a shipped model of each other kind says about a made-up patient. With --input, of one page.
 * Exit code 2: no such page, or no Chromium.
 */
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import type { Browser } from 'playwright-core'
import { composeLocalReport } from '../cli/input/localReport.ts'
import { loadShippedModel } from '../oracle/models/shippedModels.ts'
import { loadRuntime } from '../oracle/runtime/tensorflow.ts'
import { renderReportPage } from '../portal/report/page.ts'
import { launchChromium } from './chromium.ts'

/** A golden case of each kind that shows most, and the height of its picture in CSS pixels. */
const SHOWN = [
  {
    model: 'breast-survival',
    case: 'many nodes, no receptors',
    picture: 'report-survival.png',
    height: 1250,
  },
  { model: 'vital-signs', case: 'worsening over six hours', picture: 'report-score.png', height: 1450 },
  { model: 'ecg-rhythm', case: 'irregular', picture: 'report-rhythm.png', height: 1650 },
] as const

const { values } = parseArgs({
  options: {
    input: { type: 'string' },
    folder: { type: 'string', default: 'docs/images' },
    output: { type: 'string' },
    width: { type: 'string', default: '1200' },
    height: { type: 'string', default: '1500' },
    dark: { type: 'boolean', default: false },
  },
})

interface Picture {
  /** A file's URL, or the page itself. */
  readonly source: { readonly url: string } | { readonly html: string }
  readonly output: string
  readonly height: number
}

process.exitCode = await takeScreenshots()

async function takeScreenshots(): Promise<number> {
  const width = Number(values.width)
  const height = Number(values.height)
  if (!isSize(width) || !isSize(height)) {
    console.error('--width and --height must be whole numbers of CSS pixels between 200 and 10000.')
    return 2
  }
  const input = values.input ?? 'out/report.html'
  if (!existsSync(input)) {
    console.error(`There is no page '${input}': run 'npm run demo' first, or name one with --input.`)
    return 2
  }
  const browser = await launchChromium()
  if (browser === null) {
    console.error(
      'There is no Chromium: install the chromium package, or set CHROMIUM_PATH to its executable.',
    )
    return 2
  }
  const first: Picture = {
    source: { url: pathToFileURL(resolve(input)).href },
    output: values.output ?? join(values.folder, 'report.png'),
    height,
  }
  try {
    const pictures = values.input === undefined ? [first, ...(await modelPictures())] : [first]
    for (const picture of pictures) await take(browser, picture, width)
    return 0
  } finally {
    await browser.close()
  }
}

async function take(browser: Browser, { source, output, height }: Picture, width: number): Promise<void> {
  const page = await browser.newPage({
    viewport: { width, height },
    deviceScaleFactor: 1,
    colorScheme: values.dark ? 'dark' : 'light',
  })
  await ('url' in source ? page.goto(source.url) : page.setContent(source.html))
  await mkdir(dirname(resolve(output)), { recursive: true })
  await page.screenshot({ path: output })
  await page.close()
  console.log(`Wrote ${output}`)
}

async function modelPictures(): Promise<readonly Picture[]> {
  const runtime = await loadRuntime('wasm')
  return Promise.all(
    SHOWN.map(async ({ model: name, case: shown, picture, height }) => {
      const model = await loadShippedModel(name, runtime)
      const golden = model.golden.cases.find((one) => one.name === shown)
      if (!golden) throw new Error(`The model ${name} has no golden case '${shown}'.`)
      const asOf = new Date(golden.asOf)
      const bytes = new TextEncoder().encode(JSON.stringify(golden.bundle))
      const report = composeLocalReport(model, golden.bundle, bytes, model.assess(golden.bundle, asOf), asOf)
      const html = renderReportPage(report, { landed: null })
      return { source: { html }, output: join(values.folder, picture), height }
    }),
  )
}

function isSize(pixels: number): boolean {
  return Number.isInteger(pixels) && pixels >= 200 && pixels <= 10_000
}
