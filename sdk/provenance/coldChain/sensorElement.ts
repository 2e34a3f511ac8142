import type { ScopedEvent } from '../../epcis/event.ts'
import { standardNamespaces } from '../../epcis/namespaces.ts'
import { salusNamespaces } from '../epcisEvents/chainEvent.ts'
import { type UnitPlace, unitText } from '../unit.ts'
import { meanOver } from './exposure.ts'
import { type ColdChainLog, logIssues, type Reading } from './log.ts'

export interface ConditionEventInput {
  readonly log: ColdChainLog
  /** EPC URIs or Digital Links of what the logger travelled with; may be empty where a readPoint is named. */
  readonly epcs: readonly string[]
  readonly readPoint?: string
  /** The unit of a batch that the logger travelled with: gateways show the event to whoever held a part of the batch. */
  readonly unit?: UnitPlace
  /** URI of the logger. */
  readonly device?: string
  /** URI of the rule that the readings are held against. */
  readonly rules?: string
  /** Of the place, as +02:00. */
  readonly eventTimeZoneOffset: string
}

/**
 * The readings of a log as one EPCIS event of type ObjectEvent, action OBSERVE, business step sensor_reporting: each reading
 * with its time, and over all of them the least, the greatest (those whose time nobody knows included) and the time-weighted
 * mean. What makes the log doubtful is told as the standard has it, as an error of the sensor, with its code. The CBV hash of all
 * of this is what is anchored, so that whoever judges the readings has the same doubts.
 */
export function conditionEvent(input: ConditionEventInput): ScopedEvent {
  const { log, epcs, readPoint, unit, eventTimeZoneOffset } = input
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
      ...(unit ? { 'salus:unit': unitText(unit) } : {}),
    },
    namespaces: unit ? salusNamespaces : standardNamespaces,
  }
}

function sensorElement({ log: { readings, unplaced, issues }, device, rules }: ConditionEventInput): object {
  const celsius = readings.map((reading) => reading.celsius)
  const doubts = new Set(issues.map(({ code }) => code).filter((code) => logIssues[code].effect === 'doubt'))
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
        minValue: celsius.reduce((least, value) => Math.min(least, value), unplaced?.minimum ?? Infinity),
        maxValue: celsius.reduce((most, value) => Math.max(most, value), unplaced?.maximum ?? -Infinity),
        meanValue: Math.round(meanOver(readings) * 1e4) / 1e4 + 0,
        uom: 'CEL',
      },
      ...Array.from(doubts, (stringValue) => ({
        type: 'Temperature',
        exception: 'ERROR_CONDITION',
        stringValue,
      })),
      ...readings.flatMap(({ time, celsius: value, humidity }) => [
        { type: 'Temperature', time: stamp(time), value, uom: 'CEL' },
        ...(humidity === null
          ? []
          : [{ type: 'RelativeHumidity', time: stamp(time), value: humidity, uom: 'P1' }]),
      ]),
    ],
  }
}

const stamp = (time: number): string => new Date(time).toISOString()
