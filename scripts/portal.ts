/**
 * Builds the portal as static files for one deployment, to be put on any server or on IPFS, and prints the size of each part.
 *
 *   npm run portal -- --settings portal.json --output out/portal
 *
 * Exit code 2: no such settings, or they are malformed.
 */
import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import { buildPortal } from '../cli/up/buildPortal.ts'
import { parseSettings } from '../portal/app/settings.ts'
import { withPolicy } from '../portal/contentSecurityPolicy.ts'
import { SalusError } from '../sdk/errors/index.ts'

const ROOT = fileURLToPath(new URL('../', import.meta.url))

const { values } = parseArgs({
  options: {
    settings: { type: 'string', default: 'portal.json' },
    output: { type: 'string', default: 'out/portal' },
  },
})

process.exitCode = await writePortal(values.settings, values.output)

async function writePortal(settingsPath: string, output: string): Promise<number> {
  const text = await readFile(settingsPath, 'utf8').catch(() => undefined)
  if (text === undefined) {
    console.error(`There are no settings '${settingsPath}': name them with --settings. See docs/portal.md.`)
    return 2
  }
  try {
    const settings = parseSettings(JSON.parse(text))
    const built = await buildPortal(ROOT)
    await cp(built, output, { recursive: true })
    const page = await readFile(join(built, 'index.html'), 'utf8')
    await writeFile(join(output, 'index.html'), withPolicy(page, settings))
    await writeFile(join(output, 'portal.json'), text)
    console.log(await sizes(built))
    console.log(
      `\nWrote ${output}. The gateways must name its origin in SALUS_GATEWAY_ORIGINS, the oracles in SALUS_ORACLE_ORIGINS.`,
    )
    return 0
  } catch (error) {
    if (!(error instanceof SalusError) && !(error instanceof SyntaxError)) throw error
    console.error(error.message)
    return 2
  }
}

/** A part of Vite's manifest (https://vite.dev/guide/backend-integration). */
interface Part {
  readonly file: string
  readonly isEntry?: boolean
  readonly imports?: readonly string[]
}

/** Kilobytes of each script, compressed, the largest first; those of the entry load at first. */
async function sizes(folder: string): Promise<string> {
  const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as Record<string, Part>
  const first = new Set<string>()
  const follow = (name: string) => {
    const part = manifest[name]
    if (!part || first.has(part.file)) return
    first.add(part.file)
    part.imports?.forEach(follow)
  }
  for (const [name, { isEntry }] of Object.entries(manifest)) if (isEntry) follow(name)
  const files = [...new Set(Object.values(manifest).map(({ file }) => file))].filter((file) =>
    file.endsWith('.js'),
  )
  const rows = await Promise.all(
    files.map(async (file) => ({
      file,
      size: gzipSync(await readFile(join(folder, file)), { level: 9 }).length / 1000,
    })),
  )
  const total = rows.filter(({ file }) => first.has(file)).reduce((sum, { size }) => sum + size, 0)
  const lines = rows
    .sort((one, other) => other.size - one.size)
    .map(
      ({ file, size }) =>
        `${size.toFixed(1).padStart(7)} kB  ${file}${first.has(file) ? '  (first load)' : ''}`,
    )
  return [...lines, `${total.toFixed(1).padStart(7)} kB  first load`].join('\n')
}
