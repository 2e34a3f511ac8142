import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { access, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const startLimitMs = 30_000

export interface KuboDaemon {
  api: string
  stop(): Promise<void>
}

/**
 * The Kubo to test against: the daemon at SALUS_KUBO_API, or one started here, off line, in a folder of its own and
 * on free loopback ports, from SALUS_KUBO_BINARY, .salus/kubo/ipfs (scripts/ci/kubo) or `ipfs` on the path.
 */
export async function startKubo(): Promise<KuboDaemon | undefined> {
  const running = process.env.SALUS_KUBO_API
  if (running !== undefined && running !== '') return { api: running, async stop() {} }
  const binary = await findBinary()
  return binary === undefined ? undefined : startDaemon(binary)
}

async function findBinary(): Promise<string | undefined> {
  const built = new URL('../../../.salus/kubo/ipfs', import.meta.url).pathname
  for (const candidate of [process.env.SALUS_KUBO_BINARY, built, 'ipfs']) {
    if (candidate === undefined || candidate === '') continue
    const works = await run(candidate, ['version', '--number']).catch(() => undefined)
    if (works !== undefined) return candidate
  }
  return undefined
}

async function startDaemon(binary: string): Promise<KuboDaemon> {
  const folder = await mkdtemp(join(tmpdir(), 'salus-kubo-'))
  const env = { ...process.env, IPFS_PATH: folder }
  const ipfs = (...parameters: string[]) => run(binary, parameters, { env })
  await ipfs('init', '--profile=test')
  await ipfs('config', 'Addresses.API', '/ip4/127.0.0.1/tcp/0')
  await ipfs('config', '--json', 'Datastore.HashOnRead', 'true')
  const daemon = spawn(binary, ['daemon', '--offline'], { env, stdio: 'ignore' })
  const stop = async () => {
    await end(daemon)
    await rm(folder, { recursive: true })
  }
  try {
    return { api: await apiAddress(folder, daemon), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Kubo writes the address it listens on to a file of its repository. */
async function apiAddress(folder: string, daemon: ChildProcess): Promise<string> {
  const file = join(folder, 'api')
  const limit = Date.now() + startLimitMs
  while (Date.now() < limit && daemon.exitCode === null) {
    const found = await access(file).then(
      () => true,
      () => false,
    )
    const port = found ? /\/tcp\/(\d+)/.exec(await readFile(file, 'utf8'))?.[1] : undefined
    if (port !== undefined) return `http://127.0.0.1:${port}`
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('the Kubo daemon did not start')
}

async function end(daemon: ChildProcess): Promise<void> {
  if (daemon.exitCode !== null) return
  const exited = new Promise((resolve) => daemon.once('exit', resolve))
  daemon.kill('SIGTERM')
  await exited
}
