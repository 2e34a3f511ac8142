import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'

/**
 * Writes data/breast-mass/breast-mass.csv from `breast_cancer.csv` of Debian's python3-sklearn package: the 569 rows of
 * Breast Cancer Wisconsin (Diagnostic), values as they stand there, with a header, and the label turned so that 1 is malignant.
 *
 *     node scripts/data/breastMass.ts <breast_cancer.csv> <output.csv>
 */
const measures = [
  'radius',
  'texture',
  'perimeter',
  'area',
  'smoothness',
  'compactness',
  'concavity',
  'concave-points',
  'symmetry',
  'fractal-dimension',
]
const names = ['mean', 'error', 'worst'].flatMap((statistic) =>
  measures.map((measure) => `${measure}-${statistic}`),
)

function convertLine(text: string, line: number): string {
  const cells = text.trim().split(',')
  const label = cells.at(-1)
  const values = cells.slice(0, -1)
  const isRow =
    values.length === names.length &&
    (label === '0' || label === '1') &&
    values.every((cell) => Number(cell) >= 0)
  if (!isRow) throw new Error(`Line ${line} is not a row of breast_cancer.csv.`)
  return [...values, label === '0' ? 1 : 0].join(',')
}

const [source, target] = process.argv.slice(2)
if (!source || !target) {
  console.error('Usage: node scripts/data/breastMass.ts <breast_cancer.csv> <output.csv>')
  process.exit(2)
}
const [header, ...lines] = (await readFile(source, 'utf8')).trim().split('\n')
if (header?.trim() !== '569,30,malignant,benign' || lines.length !== 569) {
  throw new Error(`${source} is not the breast_cancer.csv of scikit-learn.`)
}
const csv = `${[[...names, 'label'].join(','), ...lines.map((text, index) => convertLine(text, index + 2))].join('\n')}\n`
await writeFile(target, csv)
console.log(`${target}: ${lines.length} rows, sha256 ${createHash('sha256').update(csv).digest('hex')}`)
