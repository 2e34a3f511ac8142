import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'

/**
 * Writes data/diabetes/diabetes.csv from `diabetes.arff` of Debian's weka package: the 768 rows of the Pima Indians Diabetes
 * Database, values as they stand there, the class as 0 or 1.
 *
 *     node scripts/data/diabetes.ts <diabetes.arff> <output.csv>
 */
const names = [
  'pregnancies',
  'glucose',
  'diastolic',
  'skinfold',
  'insulin',
  'bmi',
  'pedigree',
  'age',
  'label',
]
const classes = new Map([
  ['tested_negative', '0'],
  ['tested_positive', '1'],
])

function convertLine(text: string, line: number): string {
  const cells = text.trim().split(',')
  const label = classes.get(cells.at(-1) ?? '')
  const values = cells.slice(0, -1)
  if (
    label === undefined ||
    cells.length !== names.length ||
    !values.every((cell) => /^\d+(\.\d+)?$/.test(cell))
  ) {
    throw new Error(`Line ${line} is not a row of diabetes.arff.`)
  }
  return [...values, label].join(',')
}

const [source, target] = process.argv.slice(2)
if (!source || !target) {
  console.error('Usage: node scripts/data/diabetes.ts <diabetes.arff> <output.csv>')
  process.exit(2)
}
const lines = (await readFile(source, 'utf8')).split('\n')
const start = lines.findIndex((line) => line.trim() === '@data') + 1
const rows = lines.flatMap((text, index) =>
  index < start || start === 0 || text.trim() === '' ? [] : [convertLine(text, index + 1)],
)
if (rows.length !== 768) throw new Error(`${source} has ${rows.length} rows; diabetes.arff has 768.`)
const csv = `${[names.join(','), ...rows].join('\n')}\n`
await writeFile(target, csv)
console.log(`${target}: ${rows.length} rows, sha256 ${createHash('sha256').update(csv).digest('hex')}`)
