import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { UnavailableError } from '../../sdk/errors/index.ts'

/** Where distributions and installers put it. */
const USUAL_PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
] as const

/** Milliseconds: the first start of Chromium on a busy machine takes long. */
const PATIENCE = 180_000

/** Chromium with these makes no request of its own. */
const QUIET = [
  '--headless',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-pdf-header-footer',
] as const

/**
 * Prints a page as PDF, on A4 as its style sheet says, through Chromium: that of SALUS_CHROMIUM, or one at a usual path.
 * @throws UnavailableError BROWSER_MISSING where there is none, or it fails
 */
export async function printPdf(page: string, environment = process.env): Promise<Uint8Array> {
  const executable = findChromium(environment)
  const folder = await mkdtemp(join(tmpdir(), 'salus-print-'))
  try {
    const [source, target] = [join(folder, 'page.html'), join(folder, 'page.pdf')]
    await writeFile(source, page, { mode: 0o600 })
    const options = [`--user-data-dir=${join(folder, 'profile')}`, `--print-to-pdf=${target}`]
    await promisify(execFile)(executable, [...QUIET, ...sandbox(), ...options, pathToFileURL(source).href], {
      timeout: PATIENCE,
    })
    return await readFile(target)
  } catch (cause) {
    throw new UnavailableError('BROWSER_MISSING', `Chromium (${executable}) could not print the page.`, {
      cause,
    })
  } finally {
    // The page is about a patient: nothing of it stays behind, whatever Chromium still holds open.
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

function findChromium({ SALUS_CHROMIUM: named }: NodeJS.ProcessEnv): string {
  const found = (named ? [named] : USUAL_PATHS).find((path) => existsSync(path))
  if (found !== undefined) return found
  throw new UnavailableError(
    'BROWSER_MISSING',
    named
      ? 'SALUS_CHROMIUM names no file: set it to the executable of Chromium.'
      : 'Printing a PDF needs Chromium: install it, or set SALUS_CHROMIUM to its executable. The HTML page prints from any browser.',
  )
}

/** Chromium's sandbox does not work for root, as in a container. */
const sandbox = (): readonly string[] => (process.getuid?.() === 0 ? ['--no-sandbox'] : [])
