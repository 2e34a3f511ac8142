import { InvalidInputError } from '../../errors/index.ts'
import { splitLine } from './csvLine.ts'
import { type IssueCounter, issueCounter, unreadable } from './issues.ts'
import { type ColdChainLog, type LogLimits, logLimits } from './log.ts'
import { findColumns, type LogColumns } from './logColumns.ts'
import { readLogTime, WITHOUT_OFFSET } from './logTime.ts'
import { parseDecimal } from './parseDecimal.ts'
import { type TemperatureUnit, toCelsius } from './temperature.ts'
import { type ReceivedReading, timelineOf } from './timeline.ts'

export interface ParseOptions {
  /** Unit of the temperatures where the header states none. */
  readonly unit?: TemperatureUnit
  /** Minutes east of UTC of times that state no offset. */
  readonly offset?: number
  /** ms since 1970 at which the log was received: later readings have a wrong clock. */
  readonly now: number
}

const missing = /^(|-+|n\/?a|nan|null|none|missing|no data|\?)$/i

/**
 * Reads the export of a temperature logger: comma, semicolon or tab separated, with a header that names a time, a temperature
 * and maybe a humidity, below whatever the logger's maker wrote first. What cannot be read is left out and named in the issues of
 * the log; what nobody could assess is refused.
 *
 * @throws InvalidInputError INPUT_TOO_LARGE, READINGS_INVALID: not UTF-8 text, no header, a unit or an offset that nobody stated
 * or that is stated twice, no reading at all
 */
export function parseReadings(
  bytes: Uint8Array,
  options: ParseOptions,
  limits: LogLimits = logLimits,
): ColdChainLog {
  if (bytes.length > limits.maximumBytes) {
    throw new InvalidInputError(
      'INPUT_TOO_LARGE',
      `The log has ${bytes.length} bytes; at most ${limits.maximumBytes} are read.`,
    )
  }
  const text = decode(bytes)
  const columns = findColumns(linesOf(text), limits)
  const unit = unitOf(columns, options)
  const issues = issueCounter()
  const rows: ReceivedReading[] = []
  const extremes: number[] = []
  let place = 0
  let withoutOffset = 0
  let [hasTime, lacksTime] = [false, false]
  for (const line of linesOf(text)) {
    place++
    if (place <= columns.header + 1 || line.trim() === '') continue
    if (rows.length >= limits.maximumRows) {
      throw new InvalidInputError('INPUT_TOO_LARGE', `The log has more than ${limits.maximumRows} readings.`)
    }
    const cells = line.length > limits.maximumLine ? null : splitLine(line, columns.separator)
    if (!cells || cells.length !== columns.width) {
      issues.add('ROW_BROKEN', place)
      continue
    }
    const celsius = readTemperature(cells, columns, unit, limits, issues, place)
    const time = readLogTime(timeCell(cells, columns), options.offset ?? null)
    if (time === WITHOUT_OFFSET) withoutOffset ||= place
    else if (time === null) {
      lacksTime = true
      issues.add('TIME_UNREADABLE', place)
      if (celsius !== null) extremes.push(celsius)
    } else {
      hasTime = true
      if (celsius === null) continue
      rows.push({ time, celsius, humidity: readHumidity(cells, columns, issues, place), place })
    }
  }
  if (withoutOffset > 0) {
    throw unreadable(
      `The time in line ${withoutOffset} has no offset from UTC: state that of the logger's clock, such as +02:00.`,
    )
  }
  if (lacksTime && !hasTime) {
    throw unreadable(
      'No time can be read: write the day with the year first and the hour from 0 to 23, as YYYY-MM-DD hh:mm.',
    )
  }
  return timelineOf(rows, options.now, issues, extremes)
}

function decode(bytes: Uint8Array): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    if (!text.includes('\0')) return text
  } catch {
    // Told below: the decoder's own message adds nothing.
  }
  throw unreadable('The log is not text in UTF-8; export it as CSV in UTF-8.')
}

function* linesOf(text: string): Generator<string, void, undefined> {
  let start = 0
  while (start < text.length) {
    const end = text.indexOf('\n', start)
    const stop = end === -1 ? text.length : end
    yield text.slice(start, text[stop - 1] === '\r' ? stop - 1 : stop)
    start = stop + 1
  }
}

function unitOf({ unit: stated }: LogColumns, { unit: given }: ParseOptions): TemperatureUnit {
  if (stated !== null && given !== undefined && stated !== given) {
    throw unreadable(
      `The header states °${stated}, and °${given} was given: leave the option out, or correct it.`,
    )
  }
  const unit = stated ?? given
  if (unit !== undefined) return unit
  throw unreadable(
    'Neither the header nor an option states the unit: name the column temperature_c or temperature_f, or give the unit.',
  )
}

function readTemperature(
  cells: readonly string[],
  columns: LogColumns,
  unit: TemperatureUnit,
  limits: LogLimits,
  issues: IssueCounter,
  place: number,
): number | null {
  const cell = cellAt(cells, columns.temperature)
  const value = readNumber(cell, columns)
  if (value === null) {
    issues.add(missing.test(cell) ? 'MISSING_VALUE' : 'TEXT_VALUE', place)
    return null
  }
  const celsius = toCelsius(value, unit)
  if (celsius >= limits.minimumCelsius && celsius <= limits.maximumCelsius) return celsius
  issues.add('IMPOSSIBLE_VALUE', place)
  return null
}

function readHumidity(
  cells: readonly string[],
  columns: LogColumns,
  issues: IssueCounter,
  place: number,
): number | null {
  if (columns.humidity === null) return null
  const cell = cellAt(cells, columns.humidity)
  const value = readNumber(cell, columns)
  if (value !== null && value >= 0 && value <= 100) return value
  if (value !== null || !missing.test(cell)) issues.add('HUMIDITY_UNREADABLE', place)
  return null
}

const cellAt = (cells: readonly string[], column: number): string => (cells[column] ?? '').trim()

function timeCell(cells: readonly string[], { time }: LogColumns): string {
  const [first = 0, ...rest] = time
  const text = cellAt(cells, first)
  return rest.length === 0 ? text : `${text} ${rest.map((column) => cellAt(cells, column)).join(' ')}`
}

/** A plain decimal number; with a decimal comma where commas do not separate fields. null for anything else. */
function readNumber(cell: string, { separator }: LogColumns): number | null {
  const text = separator === ',' || !cell.includes(',') ? cell : cell.replace(',', '.')
  return parseDecimal(text)
}
