import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { launchChromium } from './chromium.ts'

/** Takes the picture of the report that the README shows. Exit code 2: no such page, or no Chromium. */
const { values } = parseArgs({
  options: {
    input: { type: 'string', default: 'out/report.html' },
    output: { type: 'string', default: 'docs/images/report.png' },
    width: { type: 'string', default: '1200' },
    height: { type: 'string', default: '1500' },
    dark: { type: 'boolean', default: false },
  },
})

process.exitCode = await takeScreenshot()

async function takeScreenshot(): Promise<number> {
  const width = Number(values.width)
  const height = Number(values.height)
  if (!isSize(width) || !isSize(height)) {
    console.error('--width and --height must be whole numbers of CSS pixels between 200 and 10000.')
    return 2
  }
  if (!existsSync(values.input)) {
    console.error(`There is no page '${values.input}': run 'npm run demo' first, or name one with --input.`)
    return 2
  }
  const browser = await launchChromium()
  if (browser === null) {
    console.error(
      'There is no Chromium: install the chromium package, or set CHROMIUM_PATH to its executable.',
    )
    return 2
  }
  try {
    const page = await browser.newPage({
      viewport: { width, height },
      deviceScaleFactor: 1,
      colorScheme: values.dark ? 'dark' : 'light',
    })
    await page.goto(pathToFileURL(resolve(values.input)).href)
    await mkdir(dirname(resolve(values.output)), { recursive: true })
    await page.screenshot({ path: values.output })
    console.log(`Wrote ${values.output}`)
    return 0
  } finally {
    await browser.close()
  }
}

function isSize(pixels: number): boolean {
  return Number.isInteger(pixels) && pixels >= 200 && pixels <= 10_000
}
