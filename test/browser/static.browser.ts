import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { type Stage, setStage } from './network.ts'

const PREFIX = '/some/where/'
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
}

describe('the portal as static files', function () {
  this.timeout(240_000)
  let stage: Stage
  let folder = ''
  let server: Server
  let url = ''

  before('skipped where there is no Chromium: install it, or set CHROMIUM_PATH', async function () {
    const set = await setStage()
    if (!set) return this.skip()
    stage = set
    folder = await mkdtemp(join(tmpdir(), 'salus-static-'))
    const settings = await (await fetch(`${stage.network.portal.url}/portal.json`)).text()
    await writeFile(join(folder, 'settings.json'), settings)
    const arguments_ = ['--settings', join(folder, 'settings.json'), '--output', join(folder, 'portal')]
    const { stdout } = await promisify(execFile)(process.execPath, ['scripts/portal.ts', ...arguments_])
    expect(stdout).to.match(/kB {2}first load\n/)
    server = createServer(async ({ url: path = '' }, response) => {
      const [name = ''] = path.slice(PREFIX.length).split('?')
      const file = join(folder, 'portal', name === '' ? 'index.html' : name)
      const bytes = path.startsWith(PREFIX) ? await readFile(file).catch(() => undefined) : undefined
      // A plain server: it sends no policy, so that the page's own is what holds.
      response.writeHead(bytes ? 200 : 404, { 'content-type': TYPES[extname(file)] ?? 'text/plain' })
      response.end(bytes)
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${PREFIX}`
  })

  after(async () => {
    server?.closeAllConnections()
    server?.close()
    if (folder) await rm(folder, { recursive: true, force: true })
  })

  it('works under any path, asks for nothing above it, and its own policy holds', async () => {
    const context = await stage.browser.newContext()
    const page = await context.newPage()
    const complaints: string[] = []
    const missing: string[] = []
    page.on('console', (message) => complaints.push(message.text()))
    page.on('response', (response) => {
      if (!response.ok()) missing.push(response.url())
    })
    await page.goto(`${url}#/patient/pack`)
    await page.getByRole('button', { name: 'Check the pack' }).waitFor()
    await page.waitForLoadState('networkidle')
    expect(missing).to.deep.equal([])
    expect(complaints).to.deep.equal([])
    const blocked = page.waitForEvent('console', (message) =>
      message.text().includes('Content Security Policy'),
    )
    await page.evaluate(() => fetch('https://evil.example/').catch(() => undefined))
    await blocked
    await context.close()
  })

  it('refuses settings that are none', async () => {
    await writeFile(join(folder, 'bad.json'), '{"network": ""}')
    const failure = await promisify(execFile)(process.execPath, [
      'scripts/portal.ts',
      '--settings',
      join(folder, 'bad.json'),
    ]).then(
      () => undefined,
      (error: { code: number; stderr: string }) => error,
    )
    expect(failure?.code).to.equal(2)
    expect(failure?.stderr).to.match(/portal\.json, are malformed at [a-z]/)
  })
})
