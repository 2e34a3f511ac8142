import { invalidSeries } from './invalidSeries.ts'

export interface CsvRow {
  /** Line on which the row starts, from 1. */
  readonly line: number
  readonly cells: readonly string[]
}

/**
 * Rows of a delimited text (RFC 4180: quoted cells may hold the delimiter, line ends and doubled quotes). Cells are trimmed;
 * lines without a character are left out.
 * @throws InvalidInputError SERIES_INVALID for a quote that is not closed or stands inside a cell
 */
export function* parseCsv(text: string, delimiter: string): Generator<CsvRow, void, undefined> {
  const start = text.startsWith('\uFEFF') ? 1 : 0
  let line = 1
  let firstLine = 1
  let cells: string[] = []
  let cell = ''
  let wasQuoted = false
  let isQuoted = false
  for (let place = start; place <= text.length; place++) {
    const letter = text[place] ?? '\n'
    if (isQuoted) {
      if (place === text.length) throw invalid(firstLine, 'a quoted cell is not closed')
      if (letter === '\n') line++
      if (letter !== '"') cell += letter
      else if (text[place + 1] === '"') cell += text[++place]
      else isQuoted = false
    } else if (letter === '"') {
      if (cell.trim() !== '' || wasQuoted) throw invalid(line, 'a quote stands inside a cell')
      cell = ''
      isQuoted = true
      wasQuoted = true
    } else if (letter === delimiter || letter === '\n') {
      cells.push(cell.trim())
      if (letter === '\n') {
        if (cells.length > 1 || cells[0] !== '') yield { line: firstLine, cells }
        cells = []
        line++
        firstLine = line
      }
      cell = ''
      wasQuoted = false
    } else if (letter !== '\r' || text[place + 1] !== '\n') cell += letter
  }
}

const invalid = (line: number, fault: string) =>
  invalidSeries(`Line ${line}: ${fault}; save the table as plain CSV.`)
