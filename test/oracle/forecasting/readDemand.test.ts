import { expect } from 'chai'
import fc from 'fast-check'
import { demandLimits } from '../../../oracle/forecasting/csv/limits.ts'
import { dateFormOf } from '../../../oracle/forecasting/csv/readDates.ts'
import { type ReadOptions, readDemand } from '../../../oracle/forecasting/csv/readDemand.ts'
import { SalusError } from '../../../sdk/errors/index.ts'
import { expectError } from '../../helpers/expectError.ts'

const months = (count: number) =>
  Array.from(
    { length: count },
    (_, month) => `20${20 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`,
  )

const tableOf = (...lines: readonly string[]) => lines.join('\n')

describe('a table of demand', () => {
  it('is read with gaps, marks, quotes and rows in any order', () => {
    const table = readDemand(
      tableOf(
        'month,"Insulin, 10 ml",Insulin tablets,"Insulin, 10 ml:stockout",insulin tablets:recall',
        '2024-04,40,4,1,0',
        '2024-01,10,1.5,0,',
        '"2024-02",,2e1,,1',
      ),
    )
    expect(table.frequency).to.equal('monthly')
    expect(table.series).to.deep.equal([
      { name: 'Insulin, 10 ml', values: [10, null, null, 40], censored: [false, false, false, true] },
      { name: 'Insulin tablets', values: [1.5, 20, null, 4], censored: [false, true, false, false] },
    ])
  })

  for (const [what, dates, frequency] of [
    ['days', ['2024-02-28', '2024-02-29', '2024-03-01'], 'daily'],
    ['days without dashes', ['20240228', '20240229', '20240301'], 'daily'],
    ['times', ['2024-02-28T00:00:00Z', '2024-02-29T00:00:00Z', '2024-03-01 12:30'], 'daily'],
    ['weeks', ['2020-W52', '2020-W53', '2021-W01'], 'weekly'],
    ['days of weeks', ['2020-W53-1', '2021-W01-1', '2021-W02-1'], 'weekly'],
    ['ends of months', ['2024-01-31', '2024-02-29', '2024-03-31'], 'monthly'],
  ] as const) {
    it(`tells that its lines are of ${what}`, () => {
      const table = readDemand(tableOf('date,a', ...dates.map((date, index) => `${date},${index}`)))
      expect(table.frequency).to.equal(frequency)
      expect(table.series[0]?.values).to.deep.equal([0, 1, 2])
    })
  }

  for (const [format, dates] of [
    ['D/M/Y', ['31/1/2024', '29/02/2024', '31/3/2024']],
    ['m/d/y', ['1/31/2024', '2/29/2024', '3/31/2024']],
    ['D.M.Y', ['31.01.2024', '29.02.2024', '31.03.2024']],
    ['M/Y', ['1/2024', '2/2024', '3/2024']],
    ['Y/M/D', ['2024/1/31', '2024/2/29', '2024/3/31']],
  ] as const) {
    it(`reads dates as ${format}`, () => {
      const dateForm = dateFormOf(format) ?? undefined
      const { frequency, series } = readDemand(
        tableOf('date;a', ...dates.map((date, index) => `${date};${index}`)),
        { dateForm },
      )
      expect([frequency, series[0]?.values]).to.deep.equal(['monthly', [0, 1, 2]])
    })
  }

  it('knows no other formats', () => {
    for (const format of ['D/M', 'D/M/M', 'D/M-Y', 'DD/MM/YYYY', 'Y', ''])
      expect(dateFormOf(format)).to.equal(null)
  })

  const good = months(12).map((month, index) => `${month},${index}`)
  const bad: readonly (readonly [what: string, text: string, words: RegExp, options?: ReadOptions])[] = [
    ['nothing', '', /has no line of demand/],
    ['a header alone', 'date,a', /has no line of demand/],
    ['one line', tableOf('date,a', '2024-01-31,5'), /One line of demand is no history/],
    ['no header', tableOf('2024-01,1', '2024-02,2'), /Line 1 should be a header/],
    [
      'a ragged line',
      tableOf('date,a,b', '2024-01,1,2', '2024-02,1'),
      /Line 3 has 2 columns where the header has 3/,
    ],
    [
      'mixed forms of dates',
      tableOf('date,a', '2024-01-31,1', '2024-02,2'),
      /Line 3, column 1 .* another form than YYYY-MM-DD/,
    ],
    [
      'dates that can be read in two ways',
      tableOf('date,a', '03/04/2024,1'),
      /Line 2 has no date .* --date-format/,
    ],
    [
      'a day that does not exist',
      tableOf('date,a', '2024-01-31,1', '2024-02-30,1'),
      /Line 3, column 1 is not a date/,
    ],
    [
      'a year of two digits',
      tableOf('date,a', '1/2/24,1'),
      /Line 2 has no date as D\/M\/Y/,
      { dateForm: dateFormOf('D/M/Y') ?? undefined },
    ],
    [
      'a date twice',
      tableOf('date,a', '2024-01,1', '2024-02,2', '2024-01,3'),
      /Lines 2 and 4 are of the same month/,
    ],
    [
      'days as months',
      tableOf('date,a', '2024-01-01,1', '2024-01-02,2'),
      /Lines 2 and 3 are of the same month/,
      { frequency: 'monthly' },
    ],
    ['quarters', tableOf('date,a', '2024-01-01,1', '2024-04-01,2', '2024-07-01,3'), /mostly 91 days apart/],
    ['a slip in a year', tableOf('date,a', ...good, '2194-01,1'), /Only 13 of the \d+ monthly periods/],
    ['demand below zero', tableOf('date,a', '2024-01,1', '2024-02,-2'), /Line 3, column 2 is below zero/],
    [
      'text in a number',
      tableOf('date,a', '2024-01,1', '2024-02,12 boxes'),
      /Line 3, column 2 is not a number/,
    ],
    ['separators in a number', tableOf('date,a', '2024-01,"1,234"'), /Line 2, column 2 is not a number/],
    ['a number without end', tableOf('date,a', '2024-01,1e999'), /Line 2, column 2 is more than/],
    [
      'two products of one name',
      tableOf('date,a,b,A', '2024-01,1,2,3'),
      /Columns 2 and 4 have the same name/,
    ],
    ['a column without a name', tableOf('date,a,', '2024-01,1,2'), /Column 3 has no name/],
    ['dates alone', tableOf('date', '2024-01'), /no column beside that of the dates/],
    [
      'a mark of no product',
      tableOf('date,a,b:recall', '2024-01,1,0'),
      /Column 3 marks a product of which there is no column/,
    ],
    [
      'a mark that is no mark',
      tableOf('date,a,a:stockout', '2024-01,1,yes'),
      /Line 2, column 3 marks a period with 1/,
    ],
    ['a quote that stays open', tableOf('date,"a', '2024-01,1'), /Line 1: a quoted cell is not closed/],
    ['a quote inside a cell', tableOf('date,a', '2024-01,1"2"'), /Line 2: a quote stands inside a cell/],
    ['a million lines', tableOf('date,a', '2024-01,1\n'.repeat(1_000_000)), /more than the 20000 lines/],
    [
      'too many products',
      tableOf(
        `date,${Array.from({ length: demandLimits.maximumProducts + 1 }, (_, index) => `p${index}`)}`,
        `2024-01${',1'.repeat(demandLimits.maximumProducts + 1)}`,
      ),
      /at most 5000 are read/,
    ],
  ]
  for (const [what, text, words, options] of bad) {
    it(`is refused for ${what}`, () => expectError(() => readDemand(text, options), 'SERIES_INVALID', words))
  }

  it('never shows what stands in a cell', async () => {
    const secret = 'GTIN04012345123456'
    for (const text of [
      tableOf('date,a', `2024-01,${secret}`),
      tableOf('date,a', `${secret},1`),
      tableOf(`date,${secret},${secret}`, '2024-01,1,1'),
    ]) {
      try {
        readDemand(text)
        expect.fail('read')
      } catch (error) {
        expect(error).to.be.instanceOf(SalusError)
        expect((error as Error).message).not.to.contain(secret)
      }
    }
  })

  it('ends in a table or a clear answer for any text', () => {
    const cell = fc.oneof(
      fc.constantFrom('2024-01', '2024-02', '1', '', '-1', '"', ',', '\n', ';', 'a'),
      fc.string({ maxLength: 4 }),
    )
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 30 }), (cells) => {
        try {
          readDemand(cells.join(','))
        } catch (error) {
          expect(error).to.be.instanceOf(SalusError)
        }
      }),
    )
  })
})
