import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** GS1's own examples, which the project does not ship. */
const folder = join(process.env.SALUS_DATA || '../shared/data', 'epcis-gs1/JSON')

/** Paths below the folder of the examples; empty where there is none. */
export async function examplePaths(): Promise<string[]> {
  const files = await readdir(folder, { recursive: true }).catch(() => [])
  return files.filter((name) => name.endsWith('.jsonld')).sort()
}

export const readExample = (path: string): Promise<Buffer> => readFile(join(folder, path))

/** Skips a test, saying why, where the examples are not there. */
export async function requireExamples(context: Mocha.Context): Promise<string[]> {
  const paths = await examplePaths()
  if (paths.length === 0) {
    if (context.test) context.test.title += ' (skipped: no external data)'
    context.skip()
  }
  return paths
}
