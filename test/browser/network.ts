import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { type LocalNetwork, startLocalNetwork } from '../../cli/up/startLocalNetwork.ts'
import { launchChromium } from '../../scripts/chromium.ts'

const PORT = Number(process.env.SALUS_BROWSER_PORT ?? 31_745)

/** One network and one browser for all files of a run: starting them takes longer than most tests. */
let started: Promise<{ network: LocalNetwork; browser: Browser; folder: string }> | undefined

export interface Stage {
  readonly network: LocalNetwork
  readonly browser: Browser
}

/** The stage on which the tests of a file play, or undefined where there is no Chromium. */
export async function setStage(): Promise<Stage | undefined> {
  started ??= start()
  return started.catch((error: unknown) => {
    if (error === NO_BROWSER) return undefined
    throw error
  })
}

const NO_BROWSER = new Error('There is no Chromium.')

async function start() {
  const browser = await launchChromium()
  if (!browser) throw NO_BROWSER
  const folder = await mkdtemp(join(tmpdir(), 'salus-browser-'))
  const network = await startLocalNetwork({
    port: PORT,
    deployments: folder,
    onStep: () => undefined,
    onLog: () => undefined,
  })
  return { network, browser, folder }
}

// Ahead of the files, whose own limits are about what they do with it.
before('the network and the browser of all files', async function () {
  this.timeout(600_000)
  await setStage()
})

after('the network and the browser of all files', async () => {
  const stage = await started?.catch(() => undefined)
  await stage?.browser.close()
  await stage?.network.stop()
  if (stage) await rm(stage.folder, { recursive: true, force: true })
})
