/**
 * Runs a benchmark, prints its table and writes `bench/results/<name>.json`.
 *
 *   npm run bench -- gas-peers
 */
import { mkdir, writeFile } from 'node:fs/promises'
import hardhat from 'hardhat'
import { renderGasPeers, runGasPeers } from '../bench/gasPeers/run.ts'

async function gasPeers() {
  await hardhat.tasks.getTask('build').run({ quiet: true })
  const result = await runGasPeers()
  return { result, table: renderGasPeers(result) }
}

const BENCHMARKS: Readonly<Record<string, () => Promise<{ result: object; table: string }>>> = {
  'gas-peers': gasPeers,
}

const name = process.argv[2] ?? ''
const benchmark = Object.hasOwn(BENCHMARKS, name) ? BENCHMARKS[name] : undefined
if (!benchmark) {
  console.error(
    `Usage: npm run bench -- <name>\n\nThere is no benchmark '${name}'. Names: ${Object.keys(BENCHMARKS).join(', ')}.`,
  )
  process.exit(2)
}
const { result, table } = await benchmark()
console.log(table)
await mkdir('bench/results', { recursive: true })
const path = `bench/results/${name}.json`
await writeFile(path, `${JSON.stringify(result, null, 2)}\n`)
console.log(`\nWrote ${path}.`)
