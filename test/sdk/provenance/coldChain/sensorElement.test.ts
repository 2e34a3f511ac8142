import { expect } from 'chai'
import fc from 'fast-check'
import { epcisDocument } from '../../../../sdk/epcis/epcisDocument.ts'
import type { ScopedEvent } from '../../../../sdk/epcis/event.ts'
import { eventHash } from '../../../../sdk/epcis/hash/eventHash.ts'
import { standardNamespaces } from '../../../../sdk/epcis/namespaces.ts'
import { parseEpcis } from '../../../../sdk/epcis/validateEpcis.ts'
import { assessLog } from '../../../../sdk/provenance/coldChain/assess.ts'
import type { Reading } from '../../../../sdk/provenance/coldChain/log.ts'
import { profiles } from '../../../../sdk/provenance/coldChain/profile.ts'
import { conditionEvent, readingsOfEvent } from '../../../../sdk/provenance/coldChain/sensorElement.ts'
import { every, fridge, logOf, MINUTE, NOW, START, stamp } from './logs.ts'

const epc = 'urn:epc:id:sgtin:0614141.107346.2018'
const eventOf = (readings: readonly Reading[]) =>
  conditionEvent({
    log: logOf(readings),
    epcs: [epc],
    device: 'urn:epc:id:giai:4000001.111',
    rules: 'https://example.org/rules/cold',
    eventTimeZoneOffset: '+02:00',
  })
/** Over the wire: as bytes that were checked. */
const received = (event: ScopedEvent): ScopedEvent =>
  parseEpcis(
    new TextEncoder().encode(JSON.stringify(epcisDocument([event], new Date(NOW)))),
  )[0] as ScopedEvent

const sensing = (...sensorElementList: object[]): ScopedEvent => ({
  event: {
    type: 'ObjectEvent',
    eventTime: stamp(START),
    eventTimeZoneOffset: '+00:00',
    action: 'OBSERVE',
    epcList: [epc],
    sensorElementList,
  },
  namespaces: standardNamespaces,
})

describe('conditionEvent and readingsOfEvent', () => {
  it('follow EPCIS 2.0, give the readings back and keep the hash', () => {
    const anyReading = fc.record({
      time: fc.integer({ min: START, max: NOW }),
      celsius: fc.integer({ min: -8000, max: 6000 }).map((value) => value / 100),
      humidity: fc.option(fc.integer({ min: 0, max: 1000 }).map((value) => value / 10)),
    })
    fc.assert(
      fc.property(
        fc.uniqueArray(anyReading, { minLength: 1, maxLength: 20, selector: ({ time }) => time }),
        (unordered) => {
          const readings = unordered.sort((one, other) => one.time - other.time)
          const sent = eventOf(readings)
          const there = received(sent)
          expect(eventHash(there)).to.equal(eventHash(sent))
          const log = readingsOfEvent(there, NOW)
          expect(log.readings).to.deep.equal(readings)
          expect(log.issues).to.deep.equal([])
        },
      ),
      { numRuns: 40 },
    )
  })

  it('lead to the assessment of the log itself', () => {
    const readings = every(MINUTE, fridge(300))
    const own = assessLog(logOf(readings), profiles.cold)
    expect(assessLog(readingsOfEvent(received(eventOf(readings)), NOW), profiles.cold)).to.deep.equal(own)
  })

  it('another temperature is another hash', () => {
    const readings = every(MINUTE, fridge(10))
    const other = readings.with(4, { ...(readings[4] as Reading), celsius: 9 })
    expect(eventHash(eventOf(other))).to.not.equal(eventHash(eventOf(readings)))
  })

  it('takes °F and K, and the time of the metadata where a report has none', () => {
    const at = (minute: number) => ({ time: stamp(START + minute * MINUTE) })
    const log = readingsOfEvent(
      sensing(
        { sensorMetadata: at(0), sensorReport: [{ type: 'Temperature', value: 46.4, uom: 'FAH' }] },
        { sensorReport: [{ type: 'gs1:Temperature', value: 279.15, uom: 'KEL', ...at(1) }] },
      ),
      NOW,
    )
    expect(log.readings.map(({ celsius }) => celsius)).to.deep.equal([8, 6])
  })

  it('counts the extremes of aggregates, and does not pass over what has no time', () => {
    const log = readingsOfEvent(
      sensing({
        sensorReport: [
          { type: 'Temperature', value: 5, uom: 'CEL', time: stamp(START) },
          { type: 'Temperature', minValue: -4, maxValue: 21, meanValue: 6, uom: 'CEL' },
          { type: 'Temperature', value: 30, uom: 'CEL' },
          { type: 'Temperature', value: 400, uom: 'CEL', time: stamp(START) },
        ],
      }),
      NOW,
    )
    expect(log.unplaced).to.deep.equal({ minimum: -4, maximum: 30 })
    expect(log.issues.map(({ code, first }) => [code, first])).to.deep.equal([
      ['TIME_UNREADABLE', 3],
      ['IMPOSSIBLE_VALUE', 4],
    ])
  })

  it('refuses an event without a temperature, or in an unknown unit', () => {
    for (const report of [
      { type: 'Humidity', value: 5, uom: 'P1' },
      { type: 'Temperature', value: 5, uom: 'C', time: stamp(START) },
      { type: 'Temperature', minValue: 2, maxValue: 8, uom: 'CEL' },
    ]) {
      expect(() => readingsOfEvent(sensing({ sensorReport: [report] }), NOW))
        .to.throw()
        .with.property('code', 'READINGS_INVALID')
    }
  })
})
