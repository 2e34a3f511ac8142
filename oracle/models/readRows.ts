import { InvalidInputError } from '../../sdk/errors/index.ts'

export interface ReadRow {
  /** Line in the text, from 1. */
  readonly line: number
  /** One value per feature, null where the table marks it as missing. */
  readonly values: readonly (number | null)[]
  /** 0 or 1 (UCI grades 1 to 4 count as 1); null where the table has no label column or no label in this row. */
  readonly label: number | null
}

export interface RowTable {
  readonly rows: readonly ReadRow[]
  readonly labelled: boolean
}

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/

/** How the UCI `processed.*.data` files and their copies mark a missing value. */
const missingMarks = new Set(['', '?', '-9', '-9.0'])

/** Limits on a table that a user gives: it is read and answered as a whole, in memory. */
export const rowTableLimits = { maximumBytes: 8 * 1024 * 1024, maximumRows: 100_000 } as const

/**
 * Reads a comma-separated table in UCI `processed.*.data` form: the features in the model's order, then a label.
 * A header line is allowed; where it names features they must stand in the model's order. The label column may be
 * absent throughout.
 *
 * @throws InvalidInputError ROWS_INVALID naming line and column, never the content of a cell
 */
export function readRows(text: string, features: readonly string[]): RowTable {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((content, index) => ({ line: index + 1, content: content.trim() }))
    .filter(({ content }) => content !== '')
  const [first] = lines
  if (!first) throw invalid('The table is empty.')
  if (lines.length > rowTableLimits.maximumRows)
    throw invalid(`The table has ${lines.length} lines; at most ${rowTableLimits.maximumRows} are read.`)
  const header = isHeader(first.content) ? first : null
  if (header) checkHeader(header.content, features, header.line)
  const body = header ? lines.slice(1) : lines
  const [firstRow] = body
  if (!firstRow) throw invalid('The table has a header line and no rows.')
  const columns = cellsOf(header?.content ?? firstRow.content).length
  if (columns !== features.length && columns !== features.length + 1) {
    throw invalid(
      `Line ${(header ?? firstRow).line} has ${columns} columns; expected are ${features.length} features and, optionally, a label.`,
    )
  }
  const labelled = columns === features.length + 1
  return { rows: body.map(({ line, content }) => readRow(content, line, features, labelled)), labelled }
}

function readRow(content: string, line: number, features: readonly string[], labelled: boolean): ReadRow {
  const cells = cellsOf(content)
  const expected = features.length + (labelled ? 1 : 0)
  if (cells.length !== expected)
    throw invalid(`Line ${line} has ${cells.length} columns; expected are ${expected}.`)
  const values = features.map((feature, column) => readCell(cells[column] as string, line, column, feature))
  if (!labelled) return { line, values, label: null }
  const label = readCell(cells[features.length] as string, line, features.length, 'label')
  if (label !== null && label < 0) {
    throw invalid(`Line ${line}, column ${features.length + 1} (label) must be 0 or more.`)
  }
  return { line, values, label: label === null ? null : label > 0 ? 1 : 0 }
}

function readCell(cell: string, line: number, column: number, name: string): number | null {
  if (missingMarks.has(cell)) return null
  const value = decimal.test(cell) ? Number(cell) : Number.NaN
  if (!Number.isFinite(value)) throw invalid(`Line ${line}, column ${column + 1} (${name}) is not a number.`)
  return value
}

function cellsOf(content: string): string[] {
  return content.split(',').map((cell) => cell.trim())
}

function isHeader(content: string): boolean {
  return cellsOf(content).every((cell) => !decimal.test(cell) && !missingMarks.has(cell))
}

/** Catches a table whose columns stand in another order. */
function checkHeader(content: string, features: readonly string[], line: number): void {
  for (const [column, cell] of cellsOf(content).entries()) {
    const expected = features.indexOf(cell.toLowerCase())
    if (expected !== -1 && expected !== column) {
      throw invalid(
        `Line ${line}, column ${column + 1} is headed ${features[expected]}, which must be column ${expected + 1}.`,
      )
    }
  }
}

function invalid(message: string): InvalidInputError {
  return new InvalidInputError('ROWS_INVALID', message)
}
