import { expect } from 'chai'
import { ZeroHash } from 'ethers'
import fc from 'fast-check'
import { judgeReadings } from '../../../oracle/coldChain/judgeReadings.ts'
import type { ScopedEvent } from '../../../sdk/epcis/event.ts'
import { eventHash } from '../../../sdk/epcis/hash/eventHash.ts'
import { medianDetector } from '../../../sdk/provenance/coldChain/assess.ts'
import { profiles } from '../../../sdk/provenance/coldChain/profile.ts'
import { readingsOfEvent } from '../../../sdk/provenance/coldChain/readingsOfEvent.ts'
import { type ColdChainSummary, summarise } from '../../../sdk/provenance/coldChain/summary.ts'
import { readingsEvent } from './readings.ts'

const start = 1_800_000_000
const anchoredAt = start + 86_400

const judge = (event: ScopedEvent, change: Partial<ColdChainSummary> = {}) => {
  const summary = { ...summarise(readingsOfEvent(event, anchoredAt * 1000), profiles.cold), ...change }
  return judgeReadings({ logId: ZeroHash, summary }, event, anchoredAt, profiles.cold, [medianDetector])
}
const codesOf = ({ reasons }: ReturnType<typeof judge>) => reasons.map(({ code }) => code)

type Report = Readonly<Record<string, unknown>>
type Elements = readonly { readonly sensorReport: readonly Report[] }[]

const reportsOf = ({ event }: ScopedEvent) =>
  (event.sensorElementList as Elements).flatMap(({ sensorReport }) => sensorReport)

/** The event with its reports changed, all in one element. */
function withReports(
  scoped: ScopedEvent,
  change: (reports: readonly Report[]) => readonly Report[],
): ScopedEvent {
  const [element] = scoped.event.sensorElementList as Elements
  // Through JSON, as it comes from a gateway: what is undefined is not there.
  const sensorElementList = JSON.parse(
    JSON.stringify([{ ...element, sensorReport: change(reportsOf(scoped)) }]),
  ) as Elements
  return { ...scoped, event: { ...scoped.event, sensorElementList } }
}

describe('oracle/coldChain/judgeReadings', () => {
  const fine = readingsEvent(start, (minute) => 5 + Math.sin(minute / 17) / 2)

  it('passes a log that was in range and tells the same each time', () => {
    const judgement = judge(fine)
    expect(judgement.verdict).to.equal('pass')
    expect(judge(fine)).to.deep.equal(judgement)
    expect(judge(fine).assessmentHash).to.match(/^0x[0-9a-f]{64}$/)
  })

  it('fails what was too warm, whatever the logger signed', () => {
    const warm = readingsEvent(start, (minute) => (minute === 100 ? 15.5 : 14 - Math.abs(100 - minute) / 20))
    expect(judge(warm).verdict).to.equal('fail')
    const kinder = judge(warm, { maximum: 800, meanKinetic: 600, minutesOutside: 0 })
    expect(kinder.verdict).to.equal('fail')
    expect(codesOf(kinder)).to.include('SUMMARY_KINDER')
  })

  const kinder: readonly Partial<ColdChainSummary>[] = [
    { from: start - 1 },
    { to: start + 999_999 },
    { minimum: 600 },
    { maximum: 540 },
    { meanKinetic: 450 },
    { longestGap: 0 },
    { readings: 100_000 },
  ]
  for (const change of kinder) {
    it(`does not pass where the logger signed a kinder ${Object.keys(change)}`, () => {
      const judgement = judge(fine, change)
      expect(judgement.verdict).to.equal('unknown')
      expect(codesOf(judgement)).to.include('SUMMARY_KINDER')
      expect(judgement.assessmentHash).to.not.equal(judge(fine).assessmentHash)
    })
  }

  it('passes where the logger signed harsher figures: the contract keeps the worse verdict', () => {
    expect(judge(fine, { maximum: 1600, longestGap: 7200 }).verdict).to.equal('pass')
  })

  it('finds unknown what has no readings', () => {
    const { sensorElementList: _, ...event } = fine.event
    const summary = summarise(readingsOfEvent(fine, anchoredAt * 1000), profiles.cold)
    const judgement = judgeReadings(
      { logId: ZeroHash, summary },
      { ...fine, event },
      anchoredAt,
      profiles.cold,
      [],
    )
    expect(judgement.verdict).to.equal('unknown')
    expect(codesOf(judgement)).to.deep.equal(['READINGS_INVALID'])
  })

  it('judges alike what has one hash, in whatever order a gateway gives its reports', () => {
    const several = withReports(fine, (reports) => [
      ...reports,
      // Another temperature of a time, another humidity, and two doubts.
      { ...reports[7], value: 7 },
      { ...reports[9], type: 'RelativeHumidity', uom: 'P1', value: 40 },
      { ...reports[9], type: 'RelativeHumidity', uom: 'P1', value: 60 },
      { ...reports[11], value: undefined, exception: 'ERROR_CONDITION' },
      { ...reports[13], value: undefined, stringValue: 'cold' },
    ])
    const judgement = judge(several)
    expect(codesOf(judgement)).to.include.members(['CONFLICTING_DUPLICATE', 'SENSOR_ERROR', 'TEXT_VALUE'])
    const summary = summarise(readingsOfEvent(several, anchoredAt * 1000), profiles.cold)
    const length = reportsOf(several).length
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: length, maxLength: length }), (places) => {
        const other = withReports(several, (reports) =>
          reports
            .map((report, index) => ({ report, place: places[index] ?? 0 }))
            .sort((one, next) => one.place - next.place)
            .map(({ report }) => report),
        )
        expect(eventHash(other)).to.equal(eventHash(several))
        expect(
          judgeReadings({ logId: ZeroHash, summary }, other, anchoredAt, profiles.cold, [medianDetector]),
        ).to.deep.equal(judgement)
      }),
      { numRuns: 20 },
    )
  })

  it('finds unknown what a clock stamped after the log was anchored', () => {
    const event = readingsEvent(anchoredAt + 86_400, () => 5)
    const summary = summarise(readingsOfEvent(fine, anchoredAt * 1000), profiles.cold)
    expect(
      judgeReadings({ logId: ZeroHash, summary }, event, anchoredAt, profiles.cold, []).verdict,
    ).to.equal('unknown')
  })
})
