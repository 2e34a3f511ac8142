import { expect } from 'chai'
import fc from 'fast-check'
import { epcisDocument } from '../../../../sdk/epcis/epcisDocument.ts'
import type { ScopedEvent } from '../../../../sdk/epcis/event.ts'
import { eventHash } from '../../../../sdk/epcis/hash/eventHash.ts'
import { standardNamespaces } from '../../../../sdk/epcis/namespaces.ts'
import { parseEpcis } from '../../../../sdk/epcis/validateEpcis.ts'
import { assessLog } from '../../../../sdk/provenance/coldChain/assess.ts'
import { type LogIssueCode, logIssues, type Reading } from '../../../../sdk/provenance/coldChain/log.ts'
import { parseReadings } from '../../../../sdk/provenance/coldChain/parseReadings.ts'
import { profiles } from '../../../../sdk/provenance/coldChain/profile.ts'
import { readingsOfEvent } from '../../../../sdk/provenance/coldChain/readingsOfEvent.ts'
import { conditionEvent } from '../../../../sdk/provenance/coldChain/sensorElement.ts'
import { ruleVerdict } from '../../../../sdk/provenance/coldChain/summary.ts'
import { every, fridge, HOUR, logOf, MINUTE, NOW, START, stamp } from './logs.ts'

const epc = 'urn:epc:id:sgtin:0614141.107346.2018'
const input = {
  epcs: [epc],
  device: 'urn:epc:id:giai:4000001.111',
  rules: 'https://example.org/rules/cold',
  eventTimeZoneOffset: '+02:00',
}
const eventOf = (readings: readonly Reading[]) => conditionEvent({ ...input, log: logOf(readings) })
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

  it('name the unit that they are of, by which its keepers are known', () => {
    const unit = { batchId: `0x${'ab'.repeat(32)}`, level: 2, position: 3 }
    const sent = conditionEvent({ ...input, unit, log: logOf(every(MINUTE, fridge(10))) })
    const there = received(sent)
    expect(there.event['salus:unit']).to.equal(`${unit.batchId}/2/3`)
    expect(there.namespaces.prefixes.get('salus')).to.equal('https://salus.example/ns/epcis/')
    expect(eventHash(there)).to.equal(eventHash(sent))
  })

  it('lead to the assessment of the log itself', () => {
    const readings = every(MINUTE, fridge(300))
    const own = assessLog(logOf(readings), profiles.cold)
    expect(assessLog(readingsOfEvent(received(eventOf(readings)), NOW), profiles.cold)).to.deep.equal(own)
  })

  const doubts = (Object.keys(logIssues) as LogIssueCode[]).filter(
    (code) => logIssues[code].effect === 'doubt',
  )
  for (const code of doubts) {
    it(`keep the doubt ${code}`, () => {
      const log = { ...logOf(every(MINUTE, fridge(300))), issues: [{ code, count: 3, first: 7 }] }
      expect(assessLog(log, profiles.cold, []).verdict).to.equal('unknown')
      const again = readingsOfEvent(received(conditionEvent({ ...input, log })), NOW)
      expect(again.issues.map((issue) => issue.code)).to.deep.equal([code])
      expect(assessLog(again, profiles.cold, []).verdict).to.equal('unknown')
      expect(eventHash(conditionEvent({ ...input, log }))).to.not.equal(eventHash(eventOf(log.readings)))
    })
  }

  it('never make a log better than it is', () => {
    const row = fc.oneof(
      fc
        .tuple(
          fc.integer({ min: 0, max: 40 }),
          fc.constantFrom('5', '5.5', '6', '9', '16', '-3', 'warm', '999', ''),
        )
        .map(([minute, cell]) => `${stamp(START + minute * MINUTE)},${cell}`),
      fc.constantFrom('noon,30', '1970-01-01T00:00Z,30', `${stamp(NOW + HOUR)},-4`, 'noon,5', '5', '1,2,3'),
    )
    const gravity = ['pass', 'unknown', 'fail']
    fc.assert(
      fc.property(fc.array(row, { maxLength: 30 }), fc.boolean(), (rows, isLong) => {
        const calm = isLong
          ? fridge(60).map((celsius, minute) => `${stamp(START + minute * MINUTE)},${celsius}`)
          : []
        const text = ['timestamp,temperature_c', `${stamp(START)},5`, ...calm, ...rows].join('\n')
        const log = parseReadings(new TextEncoder().encode(text), { now: NOW })
        const own = assessLog(log, profiles.cold, [])
        const there = assessLog(
          readingsOfEvent(received(conditionEvent({ ...input, log })), NOW),
          profiles.cold,
          [],
        )
        expect(there.verdict).to.equal(own.verdict)
        expect(gravity.indexOf(ruleVerdict(there.summary, there.limits))).to.be.at.least(
          gravity.indexOf(ruleVerdict(own.summary, own.limits)),
        )
      }),
      { numRuns: 60 },
    )
  })

  it('keep the extremes whose time nobody knows', () => {
    const log = { ...logOf(every(MINUTE, fridge(60))), unplaced: { minimum: -3, maximum: 30 } }
    expect(readingsOfEvent(received(conditionEvent({ ...input, log })), NOW).unplaced).to.deep.equal(
      log.unplaced,
    )
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

  const report = { type: 'Temperature', time: stamp(START + MINUTE), uom: 'CEL' }
  const faults: readonly (readonly [string, object, string])[] = [
    ['an error', { ...report, value: 5, exception: 'ERROR_CONDITION' }, 'SENSOR_ERROR'],
    ['an error as URI', { ...report, value: 5, exception: 'gs1:ERROR_CONDITION' }, 'SENSOR_ERROR'],
    ['an error over all', { type: 'Temperature', exception: 'ERROR_CONDITION' }, 'SENSOR_ERROR'],
    ['an alarm without a value', { ...report, exception: 'ALARM_CONDITION' }, 'SENSOR_ERROR'],
    ['text for a value', { ...report, stringValue: 'ERR' }, 'TEXT_VALUE'],
    ['no value', report, 'MISSING_VALUE'],
    [
      'the code of what is only noted',
      { ...report, exception: 'ERROR_CONDITION', stringValue: 'DUPLICATE' },
      'SENSOR_ERROR',
    ],
  ]
  for (const [name, fault, code] of faults) {
    it(`names a report with ${name}`, () => {
      const readings = every(MINUTE, fridge(30)).flatMap(({ time, celsius }, minute) =>
        minute === 1 ? [] : [{ ...report, time: stamp(time), value: celsius }],
      )
      const log = readingsOfEvent(received(sensing({ sensorReport: [...readings, fault] })), NOW)
      expect(log.issues).to.deep.equal([{ code, count: 1, first: 30 }])
      expect(log.readings).to.have.length(29)
      const { verdict } = assessLog(log, profiles.cold, [])
      expect(verdict).to.equal(code === 'MISSING_VALUE' ? 'pass' : 'unknown')
    })
  }

  it('takes an alarm with a value, and a percentile as an extreme', () => {
    const log = readingsOfEvent(
      sensing({
        sensorReport: [
          { ...report, value: 12, exception: 'ALARM_CONDITION' },
          { type: 'Temperature', percRank: 95, percValue: 21, uom: 'CEL' },
        ],
      }),
      NOW,
    )
    expect([log.readings[0]?.celsius, log.unplaced?.maximum, log.issues]).to.deep.equal([12, 21, []])
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
