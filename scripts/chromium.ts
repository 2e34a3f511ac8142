import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

/** Debian's path; another one comes from CHROMIUM_PATH. */
const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'

/**
 * Chromium with the flags under which it makes no request of its own, or null where there is none.
 * @param more flags besides
 */
export async function launchChromium(more: readonly string[] = []): Promise<Browser | null> {
  if (!existsSync(executablePath)) {
    return null
  }
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...more,
    ],
  })
}
