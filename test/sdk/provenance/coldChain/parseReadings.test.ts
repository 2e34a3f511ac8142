import { expect } from 'chai'
import fc from 'fast-check'
import type { ColdChainLog } from '../../../../sdk/provenance/coldChain/log.ts'
import { logLimits } from '../../../../sdk/provenance/coldChain/log.ts'
import { parseReadings } from '../../../../sdk/provenance/coldChain/parseReadings.ts'
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
    expect(refused(rows('01/11/2026 00:00,5'))).to.match(/No row has both/)
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

  it('gives the same log for rows in any order, and says that they were not in order', () => {
    const readings = every(MINUTE, fridge(40))
    fc.assert(
      fc.property(fc.shuffledSubarray(readings, { minLength: 40, maxLength: 40 }), (shuffled) => {
        const log = parseReadings(csvOf(shuffled), { now: NOW })
        expect(log.readings).to.deep.equal(readings)
        const inOrder = shuffled.every((reading, index) => reading === readings[index])
        const reversed = shuffled.every((reading, index) => reading === readings[39 - index])
        expect(codes(log)).to.deep.equal(inOrder ? [] : reversed ? ['REVERSED_ORDER'] : ['OUT_OF_ORDER'])
      }),
    )
    expect(codes(parseReadings(csvOf(readings.toReversed()), { now: NOW }))).to.deep.equal(['REVERSED_ORDER'])
  })

  it('tells a clock that jumped back from rows that came late', () => {
    const readings = every(MINUTE, fridge(120))
    const late = [...readings.slice(0, 30), ...readings.slice(60), ...readings.slice(30, 60)]
    expect(codes(parseReadings(csvOf(late), { now: NOW }))).to.deep.equal(['OUT_OF_ORDER'])
    const jumped = [
      ...readings.slice(0, 60),
      ...readings.slice(60).map((reading) => ({ ...reading, time: reading.time - 40 * MINUTE - 10_000 })),
    ]
    expect(codes(parseReadings(csvOf(jumped), { now: NOW }))).to.include('CLOCK_BACKWARDS')
    const autumn = [
      ...readings.slice(0, 60),
      ...readings.slice(60).map((reading) => ({ ...reading, time: reading.time - 40 * MINUTE })),
    ]
    expect(codes(parseReadings(csvOf(autumn), { now: NOW }))).to.include('CONFLICTING_DUPLICATE')
  })
})
