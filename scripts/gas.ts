/**
 * Measures the gas of every public function over named scenarios and writes `gas.json`. With `--check` it writes nothing
 * and fails where a figure differs from the file, so that every change of gas shows as a diff.
 */
import { readFile, writeFile } from 'node:fs/promises'
import hardhat from 'hardhat'
import { compareWithBars } from '../bench/gas/bars.ts'
import { compareGasFiles, renderGasFile } from '../bench/gas/gasFile.ts'
import { measureGas } from '../bench/gas/measure.ts'
import { grouped, renderTable } from '../bench/report/table.ts'

const PATH = 'gas.json'

await hardhat.tasks.getTask('build').run({ quiet: true })
const report = await measureGas()
const text = renderGasFile(report)
const bars = compareWithBars(report).map(({ name, gas, limit }) => [
  name,
  grouped(gas),
  grouped(limit),
  gas <= limit ? 'met' : 'missed',
])
console.log(`${renderTable(['figure to reach', 'gas', 'limit', ''], bars)}\n`)

const before = await readFile(PATH, 'utf8').catch(() => undefined)
const differences = before === undefined ? [] : compareGasFiles(before, text)
if (differences.length > 0) {
  const rows = differences.map(({ name, before, after }) => [name, before, after])
  console.log(`${renderTable(['differs', PATH, 'now'], rows)}\n`)
}

if (!process.argv.includes('--check')) {
  await writeFile(PATH, text)
  console.log(`Wrote ${PATH}.`)
} else if (before !== text) {
  console.error(`${PATH} is not what the contracts use. Run npm run gas and commit the result.`)
  process.exitCode = 1
} else {
  console.log(`${PATH} is what the contracts use.`)
}
