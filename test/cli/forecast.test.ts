import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { periodText } from '../../sdk/planning/calendar.ts'
import { meanError, seasonalDemand } from '../oracle/forecasting/madeDemand.ts'
import { expectJson, itFails, runSalus, temporaryFolder } from './support/runSalus.ts'

interface Forecasted {
  readonly frequency: string
  readonly periods: readonly string[]
  readonly levels: readonly number[]
  readonly holdout: {
    readonly periods: readonly string[]
    readonly accuracy: Readonly<
      Record<'combination' | 'seasonalNaive', { readonly mase: number; readonly wape: number }>
    >
  } | null
  readonly products: readonly {
    readonly name: string
    readonly point: readonly number[]
    readonly quantiles: readonly (readonly number[])[]
    readonly weights: Readonly<Record<string, number>>
  }[]
  readonly leftOut: readonly { readonly name: string; readonly reason: string }[]
}

const MONTHS = 84

const csv = (...columns: readonly (readonly [name: string, values: readonly (number | '')[]])[]): string =>
  [
    ['month', ...columns.map(([name]) => name)].join(','),
    ...Array.from({ length: MONTHS }, (_, month) =>
      [periodText(600 + month, 'monthly'), ...columns.map(([, values]) => values[month])].join(','),
    ),
  ].join('\n')

describe('salus forecast', () => {
  const folder = temporaryFolder()
  const file = (name: string, text: string) => {
    const path = join(folder, name)
    writeFileSync(path, text)
    return path
  }
  const insulin = seasonalDemand(MONTHS, 1000, 0.04, 1).map(Math.round)
  const statin = seasonalDemand(MONTHS, 50, 0.04, 2).map(Math.round)
  const fresh = insulin.map((value, month) => (month < MONTHS - 2 ? '' : value))
  const good = file('good.csv', csv(['insulin', insulin], ['<b>statin', statin], ['fresh', fresh]))

  it('prints aligned accuracy beside seasonal naive, the forecast, and what is left out', async () => {
    const { code, stdout, stderr } = await runSalus(['forecast', '--series', good, '--horizon', '12'])
    expect([code, stderr]).to.deep.equal([0, ''])
    const lines = stdout.split('\n')
    const header = lines.find((line) => line.startsWith('Method')) as string
    const ours = lines.find((line) => line.startsWith('combination')) as string
    const naive = lines.find((line) => line.startsWith('seasonal naive')) as string
    for (const name of ['MASE', 'WAPE', 'sMAPE', 'pinball', 'in 80 %', 'in 95 %']) {
      const place = header.indexOf(name)
      expect(ours[place], name).to.match(/\d/)
      expect(naive[place], name).to.match(/\d/)
      expect([ours[place - 1], naive[place - 1]]).to.deep.equal([' ', ' '])
    }
    expect(stdout)
      .to.contain('hold-out, 2026-01 to 2026-12')
      .and.to.match(/^Product .* 2027-01 +2027-12$/m)
    expect(stdout).to.match(/^fresh +2 known periods are too few/m)
  })

  it('--json: everything, for machines, and a page of charts without scripts', async () => {
    const page = join(folder, 'out', 'page.html')
    const made = await expectJson<Forecasted>([
      'forecast',
      '--series',
      good,
      '--horizon',
      '6',
      '--holdout',
      '18',
      '--page',
      page,
    ])
    expect([made.frequency, made.periods.length, made.periods[0]]).to.deep.equal(['monthly', 6, '2027-01'])
    expect(made.holdout?.periods).to.have.length(18)
    expect(made.holdout?.accuracy.combination.mase as number).to.be.below(
      made.holdout?.accuracy.seasonalNaive.mase as number,
    )
    expect(made.products.map(({ name }) => name)).to.deep.equal(['insulin', '<b>statin'])
    for (const { point, quantiles } of made.products) {
      expect(point).to.have.length(6)
      for (const [step, row] of quantiles.entries()) {
        expect(row).to.have.length(made.levels.length)
        expect(row.every((value, index) => index === 0 || value >= (row[index - 1] as number))).to.equal(true)
        expect(row[3]).to.equal(point[step])
      }
    }
    const html = readFileSync(page, 'utf8')
    expect(html.match(/<svg /g)?.length).to.be.at.least(2)
    expect(html).to.contain("default-src 'none'").and.to.contain('&lt;b&gt;statin').and.not.to.contain('<b>')
    expect(html).not.to.match(/<script|https?:\/\/(?!www\.w3\.org)/)
  })

  it('gives the same bytes twice', async () => {
    const args = ['forecast', '--series', good, '--horizon', '3', '--json']
    const [one, other] = await Promise.all([runSalus(args), runSalus(args)])
    expect(one.stdout).to.equal(other.stdout)
  })

  it('without a hold-out', async () => {
    const made = await expectJson<Forecasted>([
      'forecast',
      '--series',
      good,
      '--horizon',
      '1',
      '--holdout',
      '0',
    ])
    expect(made.holdout).to.equal(null)
    const { stdout } = await runSalus(['forecast', '--series', good, '--horizon', '1', '--holdout', '0'])
    expect(stdout).to.contain('No hold-out')
  })

  it('answers zeros, gaps, stock-outs, recalls and new products each in its way', async () => {
    const out = insulin.map((value, month) => (month >= 70 && month < 76 ? 0 : value))
    const marks = insulin.map((_, month) => (month >= 70 && month < 76 ? 1 : 0))
    const gaps = insulin.map((value, month) => (month % 9 === 4 ? '' : value))
    const young = insulin.map((value, month) => (month < MONTHS - 6 ? '' : value))
    const table = file(
      'hard.csv',
      csv(
        ['zeros', insulin.map(() => 0)],
        ['gaps', gaps],
        ['out', out],
        ['out:stockout', marks],
        ['called', out],
        ['called:recall', marks],
        ['young', young],
        ['fresh', fresh],
      ),
    )
    const made = await expectJson<Forecasted>(['forecast', '--series', table, '--horizon', '12'])
    const pointOf = (name: string) => made.products.find((product) => product.name === name)?.point ?? []
    expect(pointOf('zeros')).to.deep.equal(new Array(12).fill(0))
    const expected = seasonalDemand(MONTHS + 12, 1000, 0, 1).slice(MONTHS)
    for (const name of ['gaps', 'out', 'called', 'young'])
      expect(meanError(pointOf(name), expected), name).to.be.below(0.15)
    expect(made.leftOut.map(({ name }) => name)).to.deep.equal(['fresh'])
  })

  const latin = join(folder, 'latin.csv')
  writeFileSync(latin, Buffer.from([0x64, 0x2c, 0xe9, 0x0a]))
  const table = (name: string, text: string, ...more: readonly string[]) => [
    'forecast',
    '--series',
    file(name, text),
    '--horizon',
    '2',
    ...more,
  ]
  const refused = (what: string, args: readonly string[], code: string, words: RegExp) => ({
    what,
    args,
    exitCode: 2,
    code,
    check: (sentence: string) => expect(sentence).to.match(words),
  })
  describe('refuses', () => {
    itFails([
      refused(
        'a file that is not there',
        ['forecast', '--series', 'no.csv', '--horizon', '2'],
        'INPUT_NOT_FOUND',
        /no\.csv/,
      ),
      refused(
        'a ragged table',
        table('ragged.csv', 'd,a\n2024-01,1\n2024-02'),
        'SERIES_INVALID',
        /Line 3 has 1 column/,
      ),
      refused(
        'mixed dates',
        table('mixed.csv', 'd,a\n2024-01,1\n2024-02-01,2'),
        'SERIES_INVALID',
        /another form/,
      ),
      refused(
        'a date twice',
        table('twice.csv', 'd,a\n2024-01,1\n2024-02,2\n2024-01,3'),
        'SERIES_INVALID',
        /Lines 2 and 4 are of the same month/,
      ),
      refused(
        'demand below zero',
        table('negative.csv', 'd,a\n2024-01,1\n2024-02,-2'),
        'SERIES_INVALID',
        /Line 3, column 2 is below zero/,
      ),
      refused(
        'text in a number',
        table('words.csv', 'd,a\n2024-01,1\n2024-02,two'),
        'SERIES_INVALID',
        /Line 3, column 2 is not a number/,
      ),
      refused(
        'two products of one name',
        table('same.csv', 'd,a,A\n2024-01,1,2\n2024-02,1,2'),
        'SERIES_INVALID',
        /Columns 2 and 3 have the same name/,
      ),
      refused(
        'a million lines',
        table('million.csv', `d,a\n${'2024-01-01,1\n'.repeat(1_000_000)}`),
        'SERIES_INVALID',
        /more than the 20000 lines that are read/,
      ),
      refused(
        'dates in two forms of which one is not ISO',
        table('forms.csv', 'd,a\n2024-01,1\n02/2024,2'),
        'SERIES_INVALID',
        /Line 3, column 1 is not a date as YYYY-MM, the form of the first/,
      ),
      refused(
        'one row',
        table('one.csv', 'd,a\n2024-01,1'),
        'FORECAST_INVALID',
        /longer than the history of 1/,
      ),
      refused(
        'a horizon beyond the history',
        table('short.csv', 'd,a\n2024-01,1\n2024-02,2', '--horizon', '3'),
        'FORECAST_INVALID',
        /horizon of 3 .* history of 2/,
      ),
      refused(
        'too long a hold-out',
        ['forecast', '--series', good, '--horizon', '2', '--holdout', '43'],
        'FORECAST_INVALID',
        /hold-out of 43/,
      ),
      refused(
        'bytes that are no text',
        ['forecast', '--series', latin, '--horizon', '2'],
        'SERIES_INVALID',
        /not text in UTF-8/,
      ),
      refused(
        'a horizon of zero',
        ['forecast', '--series', good, '--horizon', '0'],
        'USAGE_INVALID',
        /whole number of periods/,
      ),
      refused(
        'an unknown frequency',
        ['forecast', '--series', good, '--horizon', '2', '--frequency', 'yearly'],
        'USAGE_INVALID',
        /yearly/,
      ),
      refused(
        'an unknown date format',
        ['forecast', '--series', good, '--horizon', '2', '--date-format', 'DD.MM'],
        'USAGE_INVALID',
        /letters D, M and Y/,
      ),
    ])
  })
})
