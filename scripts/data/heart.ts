import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'

/**
 * Writes data/heart/heart.csv from the `heart_scale` file of Debian's liblinear-tools package, which holds the
 * 270 Statlog heart rows scaled to [-1, 1] with six significant digits. Undoing the scaling with the published
 * minimum and maximum of each column gives the original values back exactly, because every column has few steps.
 *
 *     node scripts/data/heart.ts <heart_scale> <output.csv>
 */
interface Column {
  readonly name: string
  readonly minimum: number
  readonly maximum: number
  /** Smallest step of the original column: every value is a multiple of it. */
  readonly step: number
  /** For a column that takes only these values. */
  readonly values?: readonly number[]
}

const columns: readonly Column[] = [
  { name: 'age', minimum: 29, maximum: 77, step: 1 },
  { name: 'sex', minimum: 0, maximum: 1, step: 1 },
  { name: 'cp', minimum: 1, maximum: 4, step: 1 },
  { name: 'trestbps', minimum: 94, maximum: 200, step: 1 },
  { name: 'chol', minimum: 126, maximum: 564, step: 1 },
  { name: 'fbs', minimum: 0, maximum: 1, step: 1 },
  { name: 'restecg', minimum: 0, maximum: 2, step: 1 },
  { name: 'thalach', minimum: 71, maximum: 202, step: 1 },
  { name: 'exang', minimum: 0, maximum: 1, step: 1 },
  { name: 'oldpeak', minimum: 0, maximum: 6.2, step: 0.1 },
  { name: 'slope', minimum: 1, maximum: 3, step: 1 },
  { name: 'ca', minimum: 0, maximum: 3, step: 1 },
  { name: 'thal', minimum: 3, maximum: 7, step: 1, values: [3, 6, 7] },
]

/** Half a unit of the sixth decimal of the scaled file, in original units, with room for rounding. */
function tolerance(column: Column): number {
  return (column.maximum - column.minimum) * 1e-6
}

function unscale(column: Column, scaled: number, line: number): number {
  const exact = column.minimum + ((scaled + 1) / 2) * (column.maximum - column.minimum)
  const steps = Math.round(exact / column.step)
  const value = Number((steps * column.step).toFixed(1))
  if (Math.abs(value - exact) > tolerance(column)) {
    throw new Error(`Line ${line}, column ${column.name}: not a whole number of steps. Is this heart_scale?`)
  }
  if (column.values && !column.values.includes(value)) {
    throw new Error(`Line ${line}, column ${column.name}: not one of the values the column can take.`)
  }
  return value
}

/** One LIBSVM line, `label index:value …`, where an absent index means a scaled value of 0. */
function convertLine(text: string, line: number): string {
  const [label, ...pairs] = text.trim().split(/\s+/)
  const scaled = new Map(pairs.map((pair) => pair.split(':').map(Number) as [number, number]))
  const values = columns.map((column, index) => unscale(column, scaled.get(index + 1) ?? 0, line))
  return [...values, label === '+1' ? 1 : 0].join(',')
}

const [source, target] = process.argv.slice(2)
if (!source || !target) {
  console.error('Usage: node scripts/data/heart.ts <heart_scale> <output.csv>')
  process.exit(2)
}
const lines = (await readFile(source, 'utf8')).split('\n').filter((text) => text.trim() !== '')
if (lines.length !== 270) throw new Error(`${source} has ${lines.length} rows; heart_scale has 270.`)
const header = [...columns.map((column) => column.name), 'label'].join(',')
const csv = `${[header, ...lines.map((text, index) => convertLine(text, index + 1))].join('\n')}\n`
await writeFile(target, csv)
console.log(`${target}: ${lines.length} rows, sha256 ${createHash('sha256').update(csv).digest('hex')}`)
