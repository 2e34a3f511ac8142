import { glob, mkdtemp, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** What the built pages depend on. */
const SOURCES = ['portal/**/*.{ts,tsx,css,html,svg}', 'sdk/**/*.ts', 'package-lock.json']

/** Builds the portal unless what is there is newer than all of its sources. Gives the folder. */
export async function buildPortal(root: string): Promise<string> {
  const output = join(root, 'portal/dist')
  const built = await timeOf(join(output, 'index.html'))
  if (built > (await newestSource(root))) return output
  const { build } = await import('vite')
  const own = await mkdtemp(join(root, 'portal/dist-'))
  // Another process that was started at the same time has built the same, and may serve it already.
  const isThere = async () => (await timeOf(join(output, 'index.html'))) > built
  try {
    await build({ configFile: join(root, 'portal/vite.config.ts'), build: { outDir: own } })
    if (await isThere()) return output
    // At once, so that nobody serves half of it.
    await rm(output, { recursive: true, force: true })
    await rename(own, output)
  } catch (error) {
    if (!(await isThere())) throw error
  } finally {
    await rm(own, { recursive: true, force: true })
  }
  return output
}

async function newestSource(root: string): Promise<number> {
  let newest = 0
  for await (const file of glob(SOURCES, { cwd: root, exclude: ['portal/dist*/**'] })) {
    newest = Math.max(newest, await timeOf(join(root, file)))
  }
  return newest
}

/** Milliseconds since 1970 of the last change; 0 where there is no such file. */
const timeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  )
