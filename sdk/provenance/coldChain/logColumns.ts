import { type Separator, splitLine } from './csvLine.ts'
import { unreadable } from './issues.ts'
import { type LogLimits, logLimits } from './log.ts'
import type { TemperatureUnit } from './temperature.ts'

/** Where a table of readings holds what, as its header says. */
export interface LogColumns {
  /** Index of the header among the lines, from 0. */
  readonly header: number
  readonly separator: Separator
  readonly width: number
  /** One column with both, or a date and a time. */
  readonly time: readonly number[]
  readonly temperature: number
  readonly humidity: number | null
  /** As the header states it; null where it does not. */
  readonly unit: TemperatureUnit | null
}

const timeNames =
  /^(date ?time|time ?stamp|time|recorded( at)?|measured( at)?|logged( at)?|date(\/| and )?time)$/
const dateNames = /^date$/
const temperatureNames = /^(temperature|temp|probe|value|reading)$/
const humidityNames = /^(humidity|relative humidity|rh|hum)$/
const separators: readonly Separator[] = [',', ';', '\t']

/**
 * Finds the header among the first lines of an export.
 * @throws InvalidInputError READINGS_INVALID where there is none, or two columns could be meant
 */
export function findColumns(lines: Iterable<string>, limits: LogLimits = logLimits): LogColumns {
  let index = 0
  for (const line of lines) {
    if (index > limits.maximumPreamble || line.length > limits.maximumLine) break
    for (const separator of separators) {
      const columns = columnsOf(splitLine(line, separator) ?? [], index, separator)
      if (columns) return columns
    }
    index++
  }
  throw unreadable(
    'No header names a time and a temperature, such as "timestamp,temperature_c"; write one above the readings.',
  )
}

function columnsOf(cells: readonly string[], header: number, separator: Separator): LogColumns | null {
  const titles = cells.map(titleOf)
  const places = (names: RegExp) => titles.flatMap(({ name }, index) => (names.test(name) ? [index] : []))
  const [date, time] = [places(dateNames), places(timeNames)]
  const temperatures = places(temperatureNames)
  if (temperatures.length === 0 || (time.length === 0 && date.length === 0)) return null
  if (temperatures.length > 1 || time.length > 1 || date.length > 1) {
    throw unreadable('The header names several columns of one kind: keep one time and one temperature.')
  }
  const temperature = temperatures[0] as number
  return {
    header,
    separator,
    width: cells.length,
    time: [...date, ...time],
    temperature,
    humidity: places(humidityNames)[0] ?? null,
    unit: titles[temperature]?.unit ?? null,
  }
}

/** "Temp (°F)", "temperature_c" and "Celsius" as a plain name and a unit. */
function titleOf(cell: string): { readonly name: string; readonly unit: TemperatureUnit | null } {
  const text = cell
    .replace(/^\ufeff/, '')
    .toLowerCase()
    .replace(/[_.\-[\](){}:]+/g, ' ')
    .replace(/[°º%]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  const [, alone] = /^(?:deg ?)?(celsius|fahrenheit|c|f)$/.exec(text) ?? []
  if (alone) return { name: 'temperature', unit: alone.startsWith('c') ? 'C' : 'F' }
  const match = /^(.*?) ?(?:deg(?:rees?)? ?)?\b(celsius|fahrenheit|cel|fah|c|f|utc)$/.exec(text)
  const [, name = text, suffix = ''] = match ?? []
  if (suffix === '' || name === '') return { name: text, unit: null }
  return { name, unit: suffix === 'utc' ? null : suffix.startsWith('c') ? 'C' : 'F' }
}
