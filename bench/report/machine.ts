import { readFile } from 'node:fs/promises'
import { availableParallelism, cpus, platform, totalmem } from 'node:os'

/** What a benchmark ran on. */
export function machine() {
  return {
    platform: `${platform()} ${process.arch}`,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  }
}

/** The version of an installed package. */
export async function installedVersion(name: string): Promise<string> {
  const path = new URL(`../../node_modules/${name}/package.json`, import.meta.url)
  return (JSON.parse(await readFile(path, 'utf8')) as { version: string }).version
}
