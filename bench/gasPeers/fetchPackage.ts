import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { access, mkdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** One version of an npm package. */
export interface PinnedPackage {
  readonly name: string
  readonly version: string
  /** Subresource integrity of the package file, as the registry states it: `sha512-` and base64. */
  readonly integrity: string
}

/**
 * The folder of a package as published, downloaded once. Its dependencies are not installed and none of its code runs:
 * two of the peers depend on hundreds of packages that their contracts do not need.
 *
 * @throws Error where the file is not the pinned one
 */
export async function fetchPackage(pinned: PinnedPackage): Promise<string> {
  const { name, version, integrity } = pinned
  const home = join('cache', 'peers', `${name.replaceAll('/', '-')}-${version}`)
  const content = join(home, 'package')
  if (await exists(join(content, 'package.json'))) return content

  const fresh = `${home}.${process.pid}`
  await mkdir(fresh, { recursive: true })
  try {
    const { stdout } = await run(
      'npm',
      ['pack', '--json', '--silent', '--pack-destination', fresh, `${name}@${version}`],
      { maxBuffer: 2 ** 26 },
    )
    const [packed] = JSON.parse(stdout) as { filename: string }[]
    const file = join(fresh, packed?.filename ?? '')
    const given = `sha512-${createHash('sha512')
      .update(await readFile(file))
      .digest('base64')}`
    if (given !== integrity) {
      throw new Error(`${name}@${version} is not the file that was pinned: ${given} instead of ${integrity}.`)
    }
    await run('tar', ['-xzf', file, '-C', fresh])
    await rm(file)
    await rm(home, { recursive: true, force: true })
    await rename(fresh, home)
    return content
  } finally {
    await rm(fresh, { recursive: true, force: true })
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
