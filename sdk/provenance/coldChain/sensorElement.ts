import { parseDateTimeStamp } from '../../epcis/dateTimeStamp.ts'
import type { ScopedEvent } from '../../epcis/event.ts'
import { standardNamespaces } from '../../epcis/namespaces.ts'
import { bareWord, vocabularies } from '../../epcis/vocabulary.ts'
import { InvalidInputError } from '../../errors/index.ts'
import { meanOver } from './exposure.ts'
import { issueCounter, unreadable } from './issues.ts'
import { type ColdChainLog, logLimits, type Reading } from './log.ts'
import { type TemperatureUnit, toCelsius } from './temperature.ts'
import { type ReceivedReading, timelineOf } from './timeline.ts'

/** Units of UN/ECE Recommendation 20 in which EPCIS gives temperatures, and per cent. */
const units: Readonly<Record<string, TemperatureUnit>> = { CEL: 'C', FAH: 'F', KEL: 'K' }
const percent = 'P1'

export interface ConditionEventInput {
  readonly log: ColdChainLog
  /** EPC URIs or Digital Links of what the logger travelled with; may be empty where a readPoint is named. */
  readonly epcs: readonly string[]
  readonly readPoint?: string
  /** URI of the logger. */
  readonly device?: string
  /** URI of the rule that the readings are held against. */
  readonly rules?: string
  /** Of the place, as +02:00. */
  readonly eventTimeZoneOffset: string
}

/**
 * The readings of a log as one EPCIS event of type ObjectEvent, action OBSERVE, business step sensor_reporting: each reading
 * with its time, and over all of them the least, the greatest and the time-weighted mean. Its CBV hash is what is anchored.
 */
export function conditionEvent(input: ConditionEventInput): ScopedEvent {
  const { log, epcs, readPoint, eventTimeZoneOffset } = input
  const last = log.readings.at(-1) as Reading
  return {
    event: {
      type: 'ObjectEvent',
      eventTime: stamp(last.time),
      eventTimeZoneOffset,
      action: 'OBSERVE',
      bizStep: 'sensor_reporting',
      epcList: [...epcs],
      ...(readPoint === undefined ? {} : { readPoint: { id: readPoint } }),
      sensorElementList: [sensorElement(input)],
    },
    namespaces: standardNamespaces,
  }
}

function sensorElement({ log: { readings }, device, rules }: ConditionEventInput): object {
  const celsius = readings.map((reading) => reading.celsius)
  return {
    sensorMetadata: {
      startTime: stamp((readings[0] as Reading).time),
      endTime: stamp((readings.at(-1) as Reading).time),
      ...(device === undefined ? {} : { deviceID: device }),
      ...(rules === undefined ? {} : { bizRules: rules }),
    },
    sensorReport: [
      {
        type: 'Temperature',
        minValue: celsius.reduce((least, value) => Math.min(least, value)),
        maxValue: celsius.reduce((most, value) => Math.max(most, value)),
        meanValue: Math.round(meanOver(readings) * 1e4) / 1e4 + 0,
        uom: 'CEL',
      },
      ...readings.flatMap(({ time, celsius: value, humidity }) => [
        { type: 'Temperature', time: stamp(time), value, uom: 'CEL' },
        ...(humidity === null
          ? []
          : [{ type: 'RelativeHumidity', time: stamp(time), value: humidity, uom: percent }]),
      ]),
    ],
  }
}

const stamp = (time: number): string => new Date(time).toISOString()

type Json = Readonly<Record<string, unknown>>

/**
 * The temperatures in the sensor elements of a checked event as a log. Values over a time, as minValue, count as extremes whose
 * moment is not known. Places of issues are those of the sensor reports, from 1.
 *
 * @param now ms since 1970 at which the event was received
 * @throws InvalidInputError READINGS_INVALID where there is no temperature with a time, or one in another unit than °C, °F, K;
 * INPUT_TOO_LARGE
 */
export function readingsOfEvent({ event }: ScopedEvent, now: number): ColdChainLog {
  const issues = issueCounter()
  const rows: ReceivedReading[] = []
  const extremes: number[] = []
  const humidities = new Map<number, number>()
  let place = 0
  for (const element of listOf(event.sensorElementList)) {
    const metadata = (element.sensorMetadata ?? {}) as Json
    for (const report of listOf(element.sensorReport)) {
      place++
      const type =
        typeof report.type === 'string' ? bareWord(vocabularies.measurementType, report.type) : null
      const time = parseDateTimeStamp(String(report.time ?? metadata.time ?? ''))
      if (type === 'RelativeHumidity' && report.uom === percent && typeof report.value === 'number') {
        if (time !== null) humidities.set(time, report.value)
      }
      if (type !== 'Temperature') continue
      const unit = units[String(report.uom)]
      if (!unit)
        throw unreadable(`Sensor report ${place} gives a temperature in no unit of CEL, FAH and KEL.`)
      for (const value of aggregates(report)) extremes.push(toCelsius(value, unit))
      if (typeof report.value !== 'number') continue
      const celsius = toCelsius(report.value, unit)
      if (celsius < logLimits.minimumCelsius || celsius > logLimits.maximumCelsius) {
        issues.add('IMPOSSIBLE_VALUE', place)
      } else if (time === null) {
        issues.add('TIME_UNREADABLE', place)
        extremes.push(celsius)
      } else {
        rows.push({ time, celsius, humidity: null, place })
      }
      if (rows.length > logLimits.maximumRows) {
        throw new InvalidInputError(
          'INPUT_TOO_LARGE',
          `The event has more than ${logLimits.maximumRows} readings.`,
        )
      }
    }
  }
  const measured = rows.map((row) => {
    const humidity = humidities.get(row.time) ?? null
    return humidity !== null && humidity >= 0 && humidity <= 100 ? { ...row, humidity } : row
  })
  const possible = extremes.filter(
    (value) => value >= logLimits.minimumCelsius && value <= logLimits.maximumCelsius,
  )
  if (possible.length < extremes.length) issues.add('IMPOSSIBLE_VALUE', 0)
  return timelineOf(measured, now, issues.list(), possible)
}

/** The least and the greatest value of a report over a time; the mean only where it is all there is. */
function aggregates({ minValue, maxValue, meanValue, value }: Json): number[] {
  const isNumber = (one: unknown): one is number => typeof one === 'number'
  const ends = [minValue, maxValue].filter(isNumber)
  return ends.length > 0 || isNumber(value) ? ends : [meanValue].filter(isNumber)
}

const listOf = (value: unknown): readonly Json[] =>
  Array.isArray(value) ? value.filter((item): item is Json => typeof item === 'object' && item !== null) : []
