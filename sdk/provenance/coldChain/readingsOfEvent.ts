import { parseDateTimeStamp } from '../../epcis/dateTimeStamp.ts'
import type { ScopedEvent } from '../../epcis/event.ts'
import { bareWord, type Vocabulary, vocabularies } from '../../epcis/vocabulary.ts'
import { InvalidInputError } from '../../errors/index.ts'
import { type IssueCounter, issueCounter, unreadable } from './issues.ts'
import { type ColdChainLog, type LogIssueCode, logIssues, logLimits } from './log.ts'
import { type TemperatureUnit, toCelsius } from './temperature.ts'
import { type ReceivedReading, timelineOf } from './timeline.ts'

/** Units of UN/ECE Recommendation 20 in which EPCIS gives temperatures, and per cent. */
const units: Readonly<Record<string, TemperatureUnit>> = { CEL: 'C', FAH: 'F', KEL: 'K' }
const percent = 'P1'

type Json = Readonly<Record<string, unknown>>

/** What was found in the reports so far. */
interface Found {
  readonly issues: IssueCounter
  readonly rows: ReceivedReading[]
  /** °C of values over a time, or at one that cannot be read. */
  readonly extremes: number[]
  /** Per cent by ms since 1970; of several the highest. */
  readonly humidities: Map<number, number>
}

/**
 * The temperatures in the sensor elements of a checked event as a log. Values over a time, as minValue, count as extremes whose
 * moment is not known; what the event calls an error of the sensor is a doubt, and its value is left out. Places of issues are
 * those of the sensor reports, from 1.
 *
 * @param now ms since 1970 at which the event was received
 * @throws InvalidInputError READINGS_INVALID where there is no temperature with a time, or one in another unit than °C, °F, K;
 * INPUT_TOO_LARGE
 */
export function readingsOfEvent(event: ScopedEvent, now: number): ColdChainLog {
  const { rows, issues, extremes } = find(event)
  return timelineOf(rows, now, issues, extremes)
}

/**
 * The same of an event that is known by its hash. That sorts sensor elements and reports (CBV 2.0, section 8.9.2), so whoever
 * passes the event on may put them in any order: here it says nothing, not even of the clock.
 */
export function readingsOfHashedEvent(event: ScopedEvent, now: number): ColdChainLog {
  const { rows, issues, extremes } = find(event)
  const ordered = rows.toSorted((one, other) => one.time - other.time || one.celsius - other.celsius)
  return timelineOf(ordered, now, issues, extremes)
}

function find({ event }: ScopedEvent): Pick<Found, 'issues' | 'rows' | 'extremes'> {
  const found: Found = { issues: issueCounter(), rows: [], extremes: [], humidities: new Map() }
  let place = 0
  for (const element of listOf(event.sensorElementList)) {
    const metadata = (element.sensorMetadata ?? {}) as Json
    for (const report of listOf(element.sensorReport)) {
      place++
      const time = parseDateTimeStamp(String(report.time ?? metadata.time ?? ''))
      const type = wordOf(vocabularies.measurementType, report.type)
      const issue = type === 'Temperature' ? takeTemperature(found, report, time, place) : null
      if (issue) found.issues.add(issue, place)
      if (type !== 'RelativeHumidity' || report.uom !== percent || time === null) continue
      if (typeof report.value !== 'number' || isError(report)) continue
      found.humidities.set(time, Math.max(report.value, found.humidities.get(time) ?? report.value))
    }
  }
  const { issues, rows, extremes, humidities } = found
  if (rows.length > logLimits.maximumRows) {
    throw new InvalidInputError(
      'INPUT_TOO_LARGE',
      `The event has more than ${logLimits.maximumRows} readings.`,
    )
  }
  const measured = rows.map((row) => {
    const humidity = humidities.get(row.time) ?? null
    return humidity !== null && humidity >= 0 && humidity <= 100 ? { ...row, humidity } : row
  })
  const possible = extremes.filter(isPossible)
  if (possible.length < extremes.length) issues.add('IMPOSSIBLE_VALUE', 0)
  return { rows: measured, issues, extremes: possible }
}

/** Takes what a report says of the temperature, and gives what is wrong with it. */
function takeTemperature(
  { rows, extremes }: Found,
  report: Json,
  time: number | null,
  place: number,
): LogIssueCode | null {
  if (isError(report)) return doubtOf(report)
  const { value } = report
  const unit = units[String(report.uom)]
  const over = aggregates(report)
  if (typeof value !== 'number' && over.length === 0) return lackOf(report)
  if (!unit) throw unreadable(`Sensor report ${place} gives a temperature in no unit of CEL, FAH and KEL.`)
  for (const extreme of over) extremes.push(toCelsius(extreme, unit))
  if (typeof value !== 'number') return null
  const celsius = toCelsius(value, unit)
  if (!isPossible(celsius)) return 'IMPOSSIBLE_VALUE'
  if (time === null) {
    extremes.push(celsius)
    return 'TIME_UNREADABLE'
  }
  rows.push({ time, celsius, humidity: null, place })
  return null
}

const isPossible = (celsius: number): boolean =>
  celsius >= logLimits.minimumCelsius && celsius <= logLimits.maximumCelsius

const isError = ({ exception }: Json): boolean =>
  wordOf(vocabularies.alertType, exception) === 'ERROR_CONDITION'

/** The doubt that `conditionEvent` wrote; what anyone else calls an error is one of the sensor. */
function doubtOf({ stringValue }: Json): LogIssueCode {
  const isCode = typeof stringValue === 'string' && Object.hasOwn(logIssues, stringValue)
  if (!isCode) return 'SENSOR_ERROR'
  const code = stringValue as LogIssueCode
  return logIssues[code].effect === 'doubt' ? code : 'SENSOR_ERROR'
}

/** What it means that a report has no number. */
function lackOf(report: Json): LogIssueCode {
  if (report.exception !== undefined) return 'SENSOR_ERROR'
  const others = ['value', 'stringValue', 'booleanValue', 'hexBinaryValue', 'uriValue']
  return others.some((name) => report[name] !== undefined) ? 'TEXT_VALUE' : 'MISSING_VALUE'
}

/** The values of a report over a time; the mean only where it is all there is. */
function aggregates({ minValue, maxValue, percValue, meanValue, value }: Json): number[] {
  const isNumber = (one: unknown): one is number => typeof one === 'number'
  const ends = [minValue, maxValue, percValue].filter(isNumber)
  return ends.length > 0 || isNumber(value) ? ends : [meanValue].filter(isNumber)
}

const wordOf = (vocabulary: Vocabulary, term: unknown): string | null =>
  typeof term === 'string' ? bareWord(vocabulary, term) : null

const listOf = (value: unknown): readonly Json[] =>
  Array.isArray(value) ? value.filter((item): item is Json => typeof item === 'object' && item !== null) : []
