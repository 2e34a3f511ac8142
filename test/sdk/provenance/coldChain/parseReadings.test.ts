import { expect } from 'chai'
import fc from 'fast-check'
import { assessLog } from '../../../../sdk/provenance/coldChain/assess.ts'
import type { ColdChainLog, Reading } from '../../../../sdk/provenance/coldChain/log.ts'
import { logLimits } from '../../../../sdk/provenance/coldChain/log.ts'
import { parseReadings } from '../../../../sdk/provenance/coldChain/parseReadings.ts'
import { profiles } from '../../../../sdk/provenance/coldChain/profile.ts'
import { csvOf, every, fridge, HOUR, MINUTE, NOW, START, stamp } from './logs.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const parse = (text: string, options: Partial<Parameters<typeof parseReadings>[1]> = {}): ColdChainLog =>
  parseReadings(bytes(text), { now: NOW, ...options })
const refused = (text: string, options: Partial<Parameters<typeof parseReadings>[1]> = {}) =>
  expectRefusal(() => parse(text, options))
const codes = ({ issues }: ColdChainLog) => issues.map(({ code }) => code)
const rows = (...lines: string[]) => ['timestamp,temperature_c', ...lines].join('\n')

function expectRefusal(act: () => unknown, code = 'READINGS_INVALID'): string {
  try {
    act()
  } catch (error) {
    expect((error as { code?: string }).code).to.equal(code)
    return (error as Error).message
  }
  throw new Error('It was not refused.')
}

describe('parseReadings', () => {
  it('reads what was written, whatever the values', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.integer({ min: -8000, max: 9000 }).map((value) => value / 100),
          { minLength: 1 },
        ),
        (celsius) => {
          const readings = every(MINUTE, celsius)
          expect(parseReadings(csvOf(readings), { now: NOW })).to.deep.equal({
            readings,
            unplaced: null,
            issues: [],
          })
        },
      ),
    )
  })

  it('never fails on any bytes but with a refusal', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'timestamp,temperature_c\n',
        '2026-11-01T00:00:00Z,',
        '5.1\n',
        '"',
        ';',
        '\n',
        '\t',
        '\u0000',
      ),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        try {
          expect(parse(pieces.join('')).readings.length).to.be.at.least(1)
        } catch (error) {
          expect((error as { code?: string }).code).to.equal('READINGS_INVALID')
        }
      }),
    )
  })

  const headers: readonly (readonly [string, string])[] = [
    ['timestamp,temperature_c', '2026-11-01T00:00:00Z,5'],
    ['Date Time,Temperature (°C),Humidity (%RH)', '2026-11-01 00:00:00Z,5,40'],
    ['"No";"Date";"Time";"Temp [°C]"', '1;2026-11-01;00:00;5,0'],
    ['time\tcelsius', '2026/11/01 00:00\t5.0'],
    ['Time (UTC);Temp-F', '2026-11-01T00:00Z;41'],
    ['\ufeffTIMESTAMP,Temp °F', '1793491200,41.0'],
    ['Serial,123\nExported by,somebody\n\ntime,temp_c', '1793491200000,+5'],
    ['recorded at,"degF"', '"2026-11-01T01:00:00.000+01:00"," 41 "'],
  ]
  for (const [header, row] of headers) {
    it(`knows the header ${JSON.stringify(header)}`, () => {
      const { readings } = parse(`${header}\r\n${row}\r\n`, { offset: 0 })
      expect(readings).to.have.length(1)
      expect(readings[0]).to.include({ time: START, celsius: 5 })
    })
  }

  it('reads humidity where there is one', () => {
    const log = parse(
      'time,temp_c,rh\n2026-11-01T00:00Z,5,41.5\n2026-11-01T00:01Z,5.1,\n2026-11-01T00:02Z,5,140',
    )
    expect(log.readings.map(({ humidity }) => humidity)).to.deep.equal([41.5, null, null])
    expect(codes(log)).to.deep.equal(['HUMIDITY_UNREADABLE'])
  })

  it('takes the unit from the header or the caller, and refuses to guess or to choose', () => {
    expect(parse('time,temperature\n2026-11-01T00:00Z,46.4', { unit: 'F' }).readings[0]?.celsius).to.equal(8)
    expect(refused('time,temperature\n2026-11-01T00:00Z,46.4')).to.match(/unit/)
    expect(refused(rows('2026-11-01T00:00Z,5'), { unit: 'F' })).to.match(/states °C, and °F was given/)
  })

  it('takes times with an offset, or the offset that was given', () => {
    const text = rows('2026-11-01 02:00,5', '2026-11-01T02:01+01:00,5.1')
    expect(parse(text, { offset: 120 }).readings.map(({ time }) => time - START)).to.deep.equal([
      0,
      HOUR + MINUTE,
    ])
    expect(refused(text)).to.match(/line 2 has no offset/)
  })

  it('refuses what nobody could assess', () => {
    expect(refused('')).to.match(/No header/)
    expect(refused('timestamp,temperature_c\n')).to.match(/No row has both/)
    expect(refused('time,temp_c,temperature_f\n')).to.match(/several columns/)
    for (const time of ['01/11/2026 00:00', '11/01/2026 1:00 PM', '1.11.2026 00:00']) {
      expect(refused(rows(`${time},5`, `${time},`))).to.match(/No time can be read.*YYYY-MM-DD hh:mm/)
    }
    expect(refused(rows('2026-11-01T00:00Z,', 'noon,'))).to.match(/No row has both/)
    expect(expectRefusal(() => parseReadings(new Uint8Array([0xff, 0xfe, 0x41, 0]), { now: NOW }))).to.match(
      /UTF-8/,
    )
    expect(refused(rows('1970-01-01T00:00Z,5', '2000-01-01T00:00Z,5'))).to.match(/never set/)
    expectRefusal(
      () =>
        parseReadings(bytes(rows('2026-11-01T00:00Z,5')), { now: NOW }, { ...logLimits, maximumBytes: 10 }),
      'INPUT_TOO_LARGE',
    )
    expectRefusal(
      () => parseReadings(csvOf(every(MINUTE, fridge(5))), { now: NOW }, { ...logLimits, maximumRows: 4 }),
      'INPUT_TOO_LARGE',
    )
    const many = Array.from({ length: 22 }, (_, index) => `2026-11-01T00:00Z,${index}`)
    expect(refused(rows(...many))).to.match(/More than 20 different/)
  })

  const faults: readonly (readonly [string, readonly string[], string, number])[] = [
    [
      'text in numbers',
      ['2026-11-01T00:01Z,warm', '2026-11-01T00:02Z,0x05', '2026-11-01T00:03Z,1e1'],
      'TEXT_VALUE',
      3,
    ],
    ['a decimal comma between commas', ['2026-11-01T00:01Z,"5,2"'], 'TEXT_VALUE', 1],
    [
      'missing values',
      ['2026-11-01T00:01Z,', '2026-11-01T00:02Z,--', '2026-11-01T00:03Z,NaN'],
      'MISSING_VALUE',
      3,
    ],
    ['impossible values', ['2026-11-01T00:01Z,999', '2026-11-01T00:02Z,-273.2'], 'IMPOSSIBLE_VALUE', 2],
    [
      'times that do not exist',
      ['2026-02-30T00:01Z,5', '2026-11-01T25:00Z,5', 'noon,5'],
      'TIME_UNREADABLE',
      3,
    ],
    [
      'rows cut short or too long',
      ['2026-11-01T00:01Z', '2026-11-01T00:01Z,5,5', `${'9'.repeat(5000)},5`],
      'ROW_BROKEN',
      3,
    ],
    ['a repeated reading', ['2026-11-01T00:00Z,5'], 'DUPLICATE', 1],
    ['a contradiction', ['2026-11-01T00:00Z,9'], 'CONFLICTING_DUPLICATE', 1],
    ['a clock in the future', [`${stamp(NOW + HOUR)},5`], 'CLOCK_FUTURE', 1],
    ['a clock set back to 1970', ['1970-01-01T00:00:30Z,41'], 'CLOCK_RESET', 1],
    ['a clock set back to 2000', ['2000-01-01T00:00:30Z,5'], 'CLOCK_RESET', 1],
  ]
  for (const [name, lines, code, count] of faults) {
    it(`names ${name}`, () => {
      const log = parse(rows('2026-11-01T00:00Z,5', ...lines, '2026-11-01T00:10Z,6'))
      expect(log.issues).to.deep.equal([{ code, count, first: 3 }])
      expect(log.readings.map(({ celsius }) => celsius)).to.include.members([5, 6])
    })
  }

  it('keeps both sides of a contradiction, and the extremes of readings without a place in time', () => {
    const log = parse(rows('2026-11-01T00:00Z,5', '2026-11-01T00:00Z,9', '1970-01-01T00:00Z,-3', 'noon,41'))
    expect(log.readings.map(({ celsius }) => celsius)).to.deep.equal([5, 9])
    expect(log.unplaced).to.deep.equal({ minimum: -3, maximum: 41 })
  })

  it('gives the same readings for rows in any order, and says that they were not in order', () => {
    const readings = every(MINUTE, fridge(40))
    fc.assert(
      fc.property(fc.shuffledSubarray(readings, { minLength: 40, maxLength: 40 }), (shuffled) => {
        const log = parseReadings(csvOf(shuffled), { now: NOW })
        expect(log.readings).to.deep.equal(readings)
        const inOrder = shuffled.every((reading, index) => reading === readings[index])
        if (inOrder) expect(codes(log)).to.deep.equal([])
        else expect(codes(log)).to.include.oneOf(['REVERSED_ORDER', 'OUT_OF_ORDER', 'CLOCK_BACKWARDS'])
      }),
    )
    expect(codes(parseReadings(csvOf(readings.toReversed()), { now: NOW }))).to.deep.equal(['REVERSED_ORDER'])
  })

  it('takes rows that came late, alone or many at once, as long as they fill a hole', () => {
    const readings = every(MINUTE, fridge(120))
    const moves = fc.record({
      first: fc.integer({ min: 1, max: 60 }),
      length: fc.integer({ min: 1, max: 30 }),
      after: fc.integer({ min: 1, max: 20 }),
      isReversed: fc.boolean(),
    })
    fc.assert(
      fc.property(moves, ({ first, length, after, isReversed }) => {
        const end = first + length
        const late = [
          ...readings.slice(0, first),
          ...readings.slice(end, end + after),
          ...readings.slice(first, end),
          ...readings.slice(end + after),
        ]
        const log = parseReadings(csvOf(isReversed ? late.toReversed() : late), { now: NOW })
        expect(log.readings).to.deep.equal(readings)
        expect(codes(log)).to.deep.equal(isReversed ? ['REVERSED_ORDER', 'OUT_OF_ORDER'] : ['OUT_OF_ORDER'])
      }),
    )
  })
})

describe('parseReadings, of a clock that was set back', () => {
  /** A logger whose clock goes back once, after `before` readings. */
  const setBack = (celsius: readonly number[], step: number, before: number, back: number) =>
    every(step, celsius).map((reading, index) =>
      index < before ? reading : { ...reading, time: reading.time - back },
    )
  const verdictOf = (readings: readonly Reading[]) =>
    assessLog(parseReadings(csvOf(readings), { now: NOW }), profiles.room, []).verdict
  /** Wobbles; every value comes again soon, as on a logger of a coarse scale. */
  const wobbling = (celsius: number, count: number) =>
    Array.from({ length: count }, (_, index) => celsius + (index % 2) / 2)

  it('never passes, whatever the step, the moment and the time it goes back by', () => {
    const cases = fc.record({
      minutes: fc.constantFrom(1, 2, 5, 10, 15, 30, 60),
      before: fc.integer({ min: 20, max: 80 }),
      after: fc.integer({ min: 20, max: 80 }),
      steps: fc.double({ min: 1, max: 15, noNaN: true }),
      isReversed: fc.boolean(),
    })
    fc.assert(
      fc.property(cases, ({ minutes, before, after, steps, isReversed }) => {
        const step = minutes * MINUTE
        const celsius = Array.from({ length: before + after }, (_, index) => 21 + ((index * 7) % 31) / 10)
        const readings = setBack(celsius, step, before, Math.round(steps * step))
        expect(verdictOf(isReversed ? readings.toReversed() : readings)).to.not.equal('pass')
      }),
    )
  })

  it('never passes though all readings of the repeated time are the same', () => {
    const cases = fc.record({
      minutes: fc.constantFrom(1, 5, 10, 20, 30),
      twos: fc.integer({ min: 1, max: 8 }),
    })
    fc.assert(
      fc.property(cases, ({ minutes, twos }) => {
        const readings = setBack(wobbling(22, 100), minutes * MINUTE, 50, 2 * twos * minutes * MINUTE)
        expect(verdictOf(readings)).to.not.equal('pass')
      }),
    )
  })

  it('does not hide hours out of range', () => {
    const warm = [...wobbling(22, 240), ...wobbling(32, 40), ...wobbling(22, 240)]
    expect(verdictOf(every(HOUR, warm))).to.equal('fail')
    expect(verdictOf(setBack(warm, HOUR, 260, 19.5 * HOUR))).to.equal('unknown')
  })

  it('does not hide the hour that comes twice in autumn, at whatever step', () => {
    for (const minutes of [10, 15, 20, 30, 60]) {
      const warm = [...wobbling(22, 400), ...wobbling(31, (25 * 60) / minutes), ...wobbling(22, 400)]
      const before = 400 + (12 * 60) / minutes
      // Up to where the clock goes back a reading stands at the full hour, and the next one bears its time again.
      const twice = setBack(warm, minutes * MINUTE, before, HOUR).map((reading, index, all) =>
        minutes === 60 && index === before ? { ...reading, celsius: all[index - 1]?.celsius ?? 0 } : reading,
      )
      expect(verdictOf(twice), `${minutes} minutes`).to.not.equal('pass')
    }
  })

  it('is told from a step that changes', () => {
    const slow = setBack(fridge(60), 10 * MINUTE, 30, 125 * MINUTE)
    const quick = every(MINUTE, fridge(600), (slow.at(-1)?.time ?? 0) + 10 * MINUTE)
    expect(codes(parseReadings(csvOf([...slow, ...quick]), { now: NOW }))).to.include('CLOCK_BACKWARDS')
  })

  it('is told from readings that are written twice', () => {
    const twice = every(MINUTE, fridge(40)).flatMap((reading) => [reading, reading])
    expect(parseReadings(csvOf(twice), { now: NOW }).issues).to.deep.equal([
      { code: 'DUPLICATE', count: 40, first: 3 },
    ])
    const again = every(MINUTE, fridge(40)).flatMap((reading, index, all) =>
      index === 20 ? [reading, all[15] as Reading] : [reading],
    )
    expect(codes(parseReadings(csvOf(again), { now: NOW }))).to.have.members(['OUT_OF_ORDER', 'DUPLICATE'])
  })
})
