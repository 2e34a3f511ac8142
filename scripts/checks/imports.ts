/**
 * Fails where an import runs against the one direction of the house:
 * cli, scripts → portal, gateway, oracle → sdk. The sdk runs in the browser too: only its `node` folders may use Node.
 */
import { glob, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

const MAY_IMPORT: Record<string, readonly string[]> = {
  sdk: ['sdk'],
  oracle: ['oracle', 'sdk'],
  gateway: ['gateway', 'sdk'],
  portal: ['portal', 'sdk'],
  ignition: ['ignition', 'sdk'],
  cli: ['cli', 'ignition', 'portal', 'gateway', 'oracle', 'sdk'],
  bench: ['bench', 'cli', 'gateway', 'ignition', 'oracle', 'portal', 'sdk'],
  scripts: ['scripts', 'bench', 'test', 'cli', 'ignition', 'portal', 'gateway', 'oracle', 'sdk'],
}

const IMPORT = /(?:from|import)\s*\(?\s*'([^']+)'/g
const faults: string[] = []

for (const [room, allowed] of Object.entries(MAY_IMPORT)) {
  for await (const file of glob(`${room}/**/*.{ts,tsx}`)) {
    if (file.startsWith('sdk/abi/') || file.startsWith('portal/dist/')) continue
    const mayUseNode = room !== 'sdk' || file.includes('/node/')
    for (const [, specifier = ''] of (await readFile(file, 'utf8')).matchAll(IMPORT)) {
      if (specifier.startsWith('node:') && !mayUseNode)
        faults.push(`${file}: ${specifier} outside a node folder`)
      if (!specifier.startsWith('.')) continue
      const target = join(dirname(file), specifier)
      if (!allowed.includes(target.split('/')[0] ?? '')) faults.push(`${file}: imports ${target}`)
      if (room === 'sdk' && target.includes('/node/') && !file.includes('/node/')) {
        faults.push(`${file}: imports ${target}, which runs in Node only`)
      }
    }
  }
}

for (const fault of faults) console.error(fault)
if (faults.length > 0) process.exit(1)
console.log('Imports run one way.')
