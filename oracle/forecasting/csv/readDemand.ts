import { type Day, type Frequency, periodOf } from '../../../sdk/planning/calendar.ts'
import type { DemandSeries, DemandTable } from '../series.ts'
import { inferFrequency } from './inferFrequency.ts'
import { invalidSeries } from './invalidSeries.ts'
import { demandLimits } from './limits.ts'
import { type CsvRow, parseCsv } from './parseCsv.ts'
import { type DateForm, isoForms } from './readDates.ts'
import { type ProductColumn, readHeader } from './readHeader.ts'

export interface ReadOptions {
  /** Told by the dates unless given. */
  readonly frequency?: Frequency
  /** For dates that are not in a form of ISO 8601. */
  readonly dateForm?: DateForm
}

const DECIMAL = /^\+?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/
const NEGATIVE = /^[-−](\d+\.?\d*|\.\d+)/

/** How tables mark that a value is not known. */
const MISSING = new Set(['', '?', '-', 'na', 'n/a', 'nan', 'null'])

/**
 * Reads a table of demand: a header, a column of dates, one column a product. Rows may stand in any order; a period without a row or with an
 * empty cell is missing.
 * @throws InvalidInputError SERIES_INVALID naming line and column, never the content of a cell
 */
export function readDemand(text: string, options: ReadOptions = {}): DemandTable {
  const rows = readRows(text)
  const [header, first] = rows
  if (header === undefined || first === undefined) {
    throw invalidSeries('The table needs a header line and a line for each period; it has no line of demand.')
  }
  for (const { line, cells } of rows) {
    if (cells.length !== header.cells.length) {
      throw invalidSeries(
        `Line ${line} has ${cells.length} columns where the header has ${header.cells.length}; every line needs as many.`,
      )
    }
  }
  const forms = options.dateForm ? [options.dateForm] : isoForms
  const { column, form } = findDates(header, first, forms)
  const body = rows.slice(1).map((row) => ({ ...row, day: readDay(row, column, form) }))
  const frequency = options.frequency ?? form.frequency ?? inferFrequency(body.map(({ day }) => day))
  const placed = placeRows(body, frequency)
  const products = readHeader(header.cells, column)
  return {
    frequency,
    firstPeriod: placed.firstPeriod,
    series: products.map((product) => readSeries(product, placed.rows)),
  }
}

function readRows(text: string): readonly CsvRow[] {
  const rows: CsvRow[] = []
  for (const row of parseCsv(text, delimiterOf(text))) {
    rows.push(row)
    if (rows.length > demandLimits.maximumRows + 1) {
      throw invalidSeries(
        `The table has more than the ${demandLimits.maximumRows} lines that are read; add days up to weeks or months, or leave old ones out.`,
      )
    }
  }
  return rows
}

/** The one of comma, semicolon and tab that the header has most of. */
function delimiterOf(text: string): string {
  const header = text.slice(0, text.search(/[\r\n]|$/))
  const counts = [',', ';', '\t'].map((letter) => [letter, header.split(letter).length] as const)
  return counts.reduce((best, other) => (other[1] > best[1] ? other : best))[0]
}

/** The first column whose first cell is a date. */
function findDates(header: CsvRow, first: CsvRow, forms: readonly DateForm[]) {
  for (const [column, cell] of first.cells.entries()) {
    const form = forms.find((own) => own.read(cell) !== null)
    if (form === undefined) continue
    if (form.read(header.cells[column] as string) !== null)
      throw invalidSeries(
        `Line ${header.line} should be a header with the names of the products, and holds a date.`,
      )
    return { column, form }
  }
  throw invalidSeries(
    `Line ${first.line} has no date as ${forms.map(({ name }) => name).join(', ')}; say with --date-format how days, months and years stand, such as D/M/Y.`,
  )
}

function readDay({ line, cells }: CsvRow, column: number, form: DateForm): Day {
  const day = form.read(cells[column] as string)
  if (day !== null) return day
  const other = isoForms.some(({ read }) => read(cells[column] as string) !== null)
  throw invalidSeries(
    other
      ? `Line ${line}, column ${column + 1} writes its date in another form than ${form.name}, in which the first stands; use one form throughout.`
      : `Line ${line}, column ${column + 1} is not a date as ${form.name}, the form of the first; use one form throughout.`,
  )
}

interface PlacedRows {
  readonly firstPeriod: number
  /** One a period; undefined where the table has none. */
  readonly rows: readonly (CsvRow | undefined)[]
}

function placeRows(rows: readonly (CsvRow & { readonly day: Day })[], frequency: Frequency): PlacedRows {
  const byPeriod = new Map<number, CsvRow>()
  for (const row of rows) {
    const period = periodOf(row.day, frequency)
    const same = byPeriod.get(period)
    if (same !== undefined) {
      throw invalidSeries(
        `Lines ${same.line} and ${row.line} are of the same ${{ monthly: 'month', weekly: 'week', daily: 'day' }[frequency]}; add them up, or give the --frequency of the table.`,
      )
    }
    byPeriod.set(period, row)
  }
  const periods = [...byPeriod.keys()]
  const firstPeriod = periods.reduce((least, period) => Math.min(least, period))
  const length = periods.reduce((most, period) => Math.max(most, period)) - firstPeriod + 1
  if (length > 2 * byPeriod.size + 1) {
    throw invalidSeries(
      `Only ${byPeriod.size} of the ${length} ${frequency} periods from the first date to the last have a line; check the dates, or give the --frequency of the table.`,
    )
  }
  return { firstPeriod, rows: Array.from({ length }, (_, index) => byPeriod.get(firstPeriod + index)) }
}

function readSeries({ name, column, marks }: ProductColumn, rows: PlacedRows['rows']): DemandSeries {
  return {
    name,
    values: rows.map((row) => (row === undefined ? null : readDemandCell(row, column))),
    censored: rows.map((row) => row !== undefined && marks.some((mark) => readMark(row, mark))),
  }
}

function readDemandCell({ line, cells }: CsvRow, column: number): number | null {
  const cell = cells[column] as string
  if (MISSING.has(cell.toLowerCase())) return null
  const place = `Line ${line}, column ${column + 1}`
  if (NEGATIVE.test(cell)) {
    throw invalidSeries(
      `${place} is below zero, which demand cannot be; leave returns out or the cell empty.`,
    )
  }
  const value = DECIMAL.test(cell) ? Number(cell) : Number.NaN
  if (Number.isNaN(value)) {
    throw invalidSeries(`${place} is not a number such as 1234.5, without separators and units.`)
  }
  if (value > demandLimits.maximumDemand)
    throw invalidSeries(`${place} is more than ${demandLimits.maximumDemand}.`)
  return value
}

function readMark({ line, cells }: CsvRow, column: number): boolean {
  const cell = cells[column] as string
  if (cell === '1') return true
  if (cell === '0' || cell === '') return false
  throw invalidSeries(
    `Line ${line}, column ${column + 1} marks a period with 1, and with 0 or nothing where it does not.`,
  )
}
