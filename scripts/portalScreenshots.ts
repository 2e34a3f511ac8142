/**
 * Takes a picture of each page of the portal into docs/portal/, on a local network with the example of `salus up --example`.
 * Fails where a page has no picture in the table, or a picture no page.
 *
 *   npm run screenshots:portal [-- --only clinician/reports]
 *
 * Exit code 2: no Chromium, or no such page.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { prepareExample } from '../cli/up/example/prepareExample.ts'
import { startLocalNetwork } from '../cli/up/startLocalNetwork.ts'
import { ROUTES } from '../portal/app/routes.ts'
import { launchChromium } from './chromium.ts'
import { PICTURES } from './portalPictures/pictures.ts'
import { takePictures } from './portalPictures/takePictures.ts'

const { values } = parseArgs({
  options: {
    folder: { type: 'string', default: 'docs/portal' },
    /** Of the chain; the services take the eight after it. */
    port: { type: 'string', default: '28745' },
    only: { type: 'string' },
  },
})

process.exitCode = await takeAll()

async function takeAll(): Promise<number> {
  const lacking = ROUTES.filter(({ path }) => !PICTURES.some(({ page }) => page === path))
  if (lacking.length > 0) {
    console.error(`No picture is planned of ${lacking.map(({ path }) => path).join(', ')}: see PICTURES.`)
    return 2
  }
  const pictures = PICTURES.filter(({ page }) => values.only === undefined || page === values.only)
  if (pictures.length === 0) {
    console.error(`There is no page '${values.only}'.`)
    return 2
  }
  const browser = await launchChromium()
  if (browser === null) {
    console.error('There is no Chromium: install the chromium package, or set CHROMIUM_PATH.')
    return 2
  }
  const deployments = await mkdtemp(join(tmpdir(), 'salus-pictures-'))
  const onStep = (what: string) => console.error(what)
  try {
    const port = Number(values.port)
    const network = await startLocalNetwork({ port, deployments, onStep, onLog: () => undefined })
    try {
      const example = await prepareExample(network, onStep)
      await mkdir(values.folder, { recursive: true })
      await takePictures({ network, browser, example }, pictures, values.folder)
    } finally {
      await network.stop()
    }
    return 0
  } finally {
    await browser.close()
    await rm(deployments, { recursive: true, force: true })
  }
}
