import { expect } from 'chai'
import fc from 'fast-check'
import { assessLog } from '../../../../sdk/provenance/coldChain/assess.ts'
import type { ColdChainLog, Reading } from '../../../../sdk/provenance/coldChain/log.ts'
import { type ColdChainProfile, profiles } from '../../../../sdk/provenance/coldChain/profile.ts'
import { every, fridge, HOUR, logOf, MINUTE, START } from './logs.ts'

const assess = (readings: readonly Reading[], profile: ColdChainProfile = profiles.cold) =>
  assessLog(logOf(readings), profile)
const assessFridge = (minutes: number, change?: (minute: number) => number | null) =>
  assess(every(MINUTE, fridge(minutes, change)))
const codesOf = ({ reasons }: ReturnType<typeof assess>, effect: string) =>
  reasons.filter((reason) => reason.effect === effect).map(({ code }) => code)
/** Wobbles, so that nothing is flat. */
const about = (celsius: number, minute: number) => celsius + (minute % 4) / 100

describe('assessLog, cold', () => {
  it('passes a refrigerator that stays within 2 to 8 °C', () => {
    const found = assessFridge(2 * 1440)
    expect([found.verdict, codesOf(found, 'fail'), codesOf(found, 'unknown')]).to.deep.equal(['pass', [], []])
    expect(found.excursions).to.deep.equal([])
  })

  it('passes an hour at 12 °C and lists it', () => {
    const found = assessFridge(2 * 1440, (minute) =>
      minute >= 600 && minute < 660 ? about(12, minute) : null,
    )
    expect(found.verdict).to.equal('pass')
    expect(found.excursions).to.have.length(1)
    expect(found.excursions[0]).to.include({
      side: 'above',
      from: START + 600 * MINUTE,
      to: START + 659 * MINUTE,
      seconds: 3600,
      peak: 12.03,
    })
    expect(found.excursions[0]?.meanKineticRise).to.be.within(0.1, 1)
    expect(found.summary.minutesOutside).to.equal(60)
  })

  it('fails above 15 °C, below 2 °C, and above the MKT over 24 hours that the whole log would hide', () => {
    const hot = assessFridge(1440, (minute) => (minute === 700 ? 15.01 : null))
    expect([hot.verdict, codesOf(hot, 'fail')]).to.deep.equal(['fail', ['ABOVE_MAXIMUM']])
    const chilled = assessFridge(1440, (minute) => (minute === 700 ? 1.99 : null))
    expect([chilled.verdict, codesOf(chilled, 'fail')]).to.deep.equal(['fail', ['BELOW_MINIMUM']])
    const warmDay = assessFridge(20 * 1440, (minute) =>
      minute >= 1440 && minute < 1440 + 1000 ? about(10, minute) : null,
    )
    expect([warmDay.verdict, codesOf(warmDay, 'fail')]).to.deep.equal(['fail', ['MEAN_KINETIC_TEMPERATURE']])
  })

  it('fails after more than 24 hours outside in all, not after 24', () => {
    // Eight times three hours a little above 8 °C, on eight days.
    const warm = (extra: number) => (minute: number) =>
      minute % 1440 < 180 + (minute < 1440 ? extra : 0) ? about(8.1, minute) : null
    const allowed = assessFridge(8 * 1440, warm(0))
    expect([allowed.summary.minutesOutside, allowed.verdict]).to.deep.equal([1440, 'pass'])
    const tooLong = assessFridge(8 * 1440, warm(1))
    expect([tooLong.verdict, codesOf(tooLong, 'fail')]).to.deep.equal(['fail', ['TIME_OUTSIDE']])
  })

  it('names freeze damage after 60 minutes at −0.5 °C, and the heat alarm after ten hours above 8 °C', () => {
    const frozen = (minutes: number) =>
      assessFridge(1440, (minute) =>
        minute >= 700 && minute <= 700 + minutes ? -0.5 - (minute % 3) / 10 : null,
      )
    expect(codesOf(frozen(60), 'fail')).to.deep.equal(['BELOW_MINIMUM', 'FREEZE_DAMAGE'])
    expect(codesOf(frozen(59), 'fail')).to.deep.equal(['BELOW_MINIMUM'])
    const warm = assessFridge(2880, (minute) => (minute < 602 ? about(8.1, minute) : null))
    expect(warm.verdict).to.equal('pass')
    expect(codesOf(warm, 'noted')).to.include('HEAT_ALARM')
  })

  it('is unknown, never pass, after a gap; a failure stays a failure', () => {
    const readings = every(MINUTE, fridge(600))
    const withGap = readings.filter(({ time }) => time < START + 100 * MINUTE || time > START + 130 * MINUTE)
    const found = assess(withGap)
    expect([found.verdict, codesOf(found, 'unknown')]).to.deep.equal(['unknown', ['GAP']])
    const longest = readings.filter(({ time }) => time < START + 100 * MINUTE || time > START + 128 * MINUTE)
    expect(assess(longest).verdict).to.equal('pass')
    const hot = withGap.map((reading, index) => (index === 5 ? { ...reading, celsius: 20 } : reading))
    expect(assess(hot).verdict).to.equal('fail')
  })

  it('is unknown of one reading, and fails where that is out of limits', () => {
    expect(assess(every(MINUTE, [5])).verdict).to.equal('unknown')
    expect(assess(every(MINUTE, [16])).verdict).to.equal('fail')
  })

  const doubts: readonly (readonly [string, (minute: number) => number | null, number, string])[] = [
    ['flat for a day', () => 5, 1441, 'LOGGER_FLAT'],
    ['stuck for hours', (minute) => (minute > 300 && minute < 600 ? 5.3 : null), 1200, 'LOGGER_STUCK'],
    ['a spike', (minute) => (minute === 300 ? -127 : null), 600, 'LOGGER_SPIKE'],
    [
      'an impossible rate',
      (minute) => (minute >= 300 ? about(15, minute) - 0.1 : 3 + (minute % 3) / 10),
      302,
      'LOGGER_RATE',
    ],
  ]
  for (const [name, change, minutes, code] of doubts) {
    it(`names a logger's failure: ${name}`, () => {
      const found = assessFridge(minutes, change)
      expect(codesOf(found, 'unknown')).to.include(code)
      expect(found.verdict).to.not.equal('pass')
    })
  }

  it('names door openings, which fail nothing', () => {
    const found = assessFridge(1440, (minute) => {
      const since = minute % 480
      const warmer = [0, 2, 2.4, 2.6, 2.5, 2.2, 1.9, 1.6, 1.2, 0.8, 0.5, 0.2][since]
      return warmer === undefined ? null : 5 + warmer
    })
    expect([found.verdict, found.doorOpenings.length]).to.deep.equal(['pass', 3])
    expect(codesOf(found, 'noted')).to.include('DOOR_OPENING')
  })

  it('doubts what the reader of the log doubted, and notes what it noted', () => {
    const log: ColdChainLog = {
      ...logOf(every(MINUTE, fridge(600))),
      issues: [{ code: 'DUPLICATE', count: 1, first: 3 }],
    }
    expect(assessLog(log, profiles.cold).verdict).to.equal('pass')
    const doubted = assessLog(
      { ...log, issues: [{ code: 'CLOCK_BACKWARDS', count: 2, first: 9 }] },
      profiles.cold,
    )
    expect([doubted.verdict, codesOf(doubted, 'unknown')]).to.deep.equal(['unknown', ['CLOCK_BACKWARDS']])
    const misplaced = assessLog({ ...log, unplaced: { minimum: 5, maximum: 41 } }, profiles.cold)
    expect(misplaced.verdict).to.equal('fail')
  })

  it('flags what is unlike the readings before, without deciding by it', () => {
    const found = assessFridge(1440, (minute) => about(minute >= 1000 && minute < 1010 ? 7.9 : 5, minute))
    expect(found.verdict).to.equal('pass')
    expect(found.anomalies[0]).to.include({ from: START + 1000 * MINUTE })
    expect(codesOf(found, 'noted')).to.include('ANOMALY')
  })
})

describe('assessLog, room and frozen', () => {
  const room = (hours: number, change: (hour: number) => number | null = () => null) =>
    assess(
      every(
        HOUR / 2,
        Array.from(
          { length: hours * 2 },
          (_, half) => change(half / 2) ?? 22 + Math.sin(half / 5) + (half % 3) / 10,
        ),
      ),
      profiles.room,
    )

  it('passes 15 to 30 °C for any time, and 40 °C for a day, while the 30-day MKT holds', () => {
    const found = room(30 * 24, (hour) => (hour >= 100 && hour < 124 ? 32 + (hour % 3) / 10 : null))
    expect([found.verdict, found.summary.minutesOutside]).to.deep.equal(['pass', 1440])
    expect(
      room(30 * 24, (hour) => (hour >= 100 && hour < 124.5 ? 32 + (hour % 3) / 10 : null)).verdict,
    ).to.equal('fail')
    expect(
      codesOf(
        room(48, (hour) => (hour === 9 ? 40.1 : null)),
        'fail',
      ),
    ).to.include('ABOVE_MAXIMUM')
    expect(
      codesOf(
        room(30 * 24, (hour) => 26 + (hour % 5) / 10),
        'fail',
      ),
    ).to.deep.equal(['MEAN_KINETIC_TEMPERATURE'])
  })

  it('passes nothing above −10 °C where the label says frozen', () => {
    const frozen = (peak: number) =>
      assess(
        every(
          MINUTE,
          fridge(300, (minute) => (minute === 200 ? peak : -20 + (minute % 7) / 10)),
        ),
        profiles.frozen,
      )
    expect(frozen(-19).verdict).to.equal('pass')
    expect(codesOf(frozen(-9.99), 'fail')).to.deep.equal(['ABOVE_MAXIMUM', 'TIME_OUTSIDE'])
  })
})

describe('assessLog, of any log', () => {
  const anyReadings = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 4000 }), fc.integer({ min: -500, max: 4500 })), {
      minLength: 1,
      maxLength: 50,
    })
    .map((steps) => {
      let time = START
      return steps.map(([seconds, hundredths]): Reading => {
        time += seconds * 1000
        return { time, celsius: hundredths / 100, humidity: null }
      })
    })
  const anyProfile = fc.constantFrom<ColdChainProfile>(profiles.cold, profiles.room, profiles.frozen)
  const rank = ['pass', 'unknown', 'fail']

  it('is never laxer for a warmer reading above the label, or for a missing one', () => {
    fc.assert(
      fc.property(
        anyReadings,
        anyProfile,
        fc.nat(),
        fc.integer({ min: 1, max: 2000 }),
        (readings, profile, at, by) => {
          const index = at % readings.length
          const before = assess(readings, profile).summary
          const reading = readings[index] as Reading
          fc.pre(reading.celsius >= profile.label.maximum)
          const warmer = readings.with(index, { ...reading, celsius: reading.celsius + by / 100 })
          const after = assess(warmer, profile).summary
          expect(after.maximum).to.be.at.least(before.maximum)
          expect(after.meanKinetic).to.be.at.least(before.meanKinetic)
          expect(after.minutesOutside).to.be.at.least(before.minutesOutside)
        },
      ),
    )
  })

  it('is pass only where nothing is out of limits and no gap is too long', () => {
    fc.assert(
      fc.property(anyReadings, anyProfile, (readings, profile) => {
        const { verdict, reasons } = assess(readings, profile)
        const worst = reasons.reduce(
          (most, { effect }) => Math.max(most, effect === 'noted' ? 0 : rank.indexOf(effect)),
          0,
        )
        expect(verdict).to.equal(rank[worst])
        const outside = readings.some(
          ({ celsius }) => celsius < profile.absolute.minimum || celsius > profile.absolute.maximum,
        )
        if (outside) expect(verdict).to.equal('fail')
        const gap = readings.some(
          ({ time }, index) => time - (readings[index - 1]?.time ?? time) > profile.gapSecondsMaximum * 1000,
        )
        if (gap || readings.length < 2) expect(verdict).to.not.equal('pass')
      }),
    )
  })

  it('counts the readings of every excursion once', () => {
    fc.assert(
      fc.property(anyReadings, anyProfile, (readings, profile) => {
        const { excursions } = assess(readings, profile)
        for (const { time, celsius } of readings) {
          const isOut = celsius < profile.label.minimum || celsius > profile.label.maximum
          const holding = excursions.filter(({ from, to }) => from <= time && time <= to)
          expect(holding).to.have.length(isOut ? 1 : 0)
        }
      }),
    )
  })
})
