import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Frequency } from '../../sdk/planning/calendar.ts'
import { emit, type OutputOptions } from '../output/emit.ts'
import { FINE } from '../output/exitCode.ts'
import { exits } from './exits.ts'
import { withExample, withJson } from './options.ts'

interface ForecastCommandOptions extends OutputOptions {
  readonly series: string
  readonly horizon: number
  readonly frequency?: Frequency
  readonly holdout?: number
  readonly dateFormat?: string
  readonly page?: string
}

const NOTES = `The table has a header, a column of dates and one column a product. Dates stand in a form of ISO 8601 (2026-03, 2026-03-31,
2026-W14) or as --date-format says (D/M/Y, M/D/Y, D.M.Y, M/Y). An empty cell or a missing line is a gap. A column headed
'product:stockout' or 'product:recall' with 1 marks periods in which less was sold than asked for.
Methods: Holt-Winters, Theta, ARIMA, STL + ETS, from 8 products on a network over all of them, and for rare demand Croston
and TSB, weighted by how they did before the hold-out. Intervals come from the errors of that trial: their coverage on
the hold-out is shown beside what they claim. MASE and pinball are in units of the seasonal naive method within the
history: below 1 is better than it. A forecast is no order: nobody signs it.`

export function registerForecast(program: Command): void {
  const command = program
    .command('forecast')
    .description(
      'Forecast demand from a CSV table, with what its accuracy was on the last periods. Needs no chain.',
    )
    .requiredOption('--series <file>', 'table of demand as CSV; - reads standard input')
    .requiredOption('--horizon <periods>', 'periods to forecast', wholeFrom(1, 'periods from 1 to 366', 366))
    .addOption(
      new Option('--frequency <name>', 'monthly, weekly or daily; told by the dates unless given').choices([
        'monthly',
        'weekly',
        'daily',
      ]),
    )
    .option(
      '--holdout <periods>',
      'last periods that test the forecast, 0 for none (default: the horizon, where the history is long enough)',
      wholeFrom(0, 'periods from 0 to 366', 366),
    )
    .option('--date-format <format>', 'how dates stand that are not ISO 8601, such as D/M/Y')
    .option('--page <file>', 'where a page with a fan chart of each product goes, as HTML')
    .action(exits(forecast))
  withExample(
    withJson(command),
    '$ salus forecast --series demand.csv --horizon 12 --page out/forecast.html',
    NOTES,
  )
}

async function forecast(options: ForecastCommandOptions): Promise<number> {
  const { readDemandFile } = await import('./forecast/readDemandFile.ts')
  const table = await readDemandFile(options.series, options)
  const { makeForecast } = await import('./forecast/makeForecast.ts')
  const made = await makeForecast(table, options.horizon, options.holdout)
  if (options.page !== undefined) {
    const { forecastPage } = await import('../output/forecastPage.ts')
    const { writeWhole } = await import('../output/writeWhole.ts')
    await writeWhole(options.page, forecastPage(made))
  }
  const { forecastJson } = await import('./forecast/forecastJson.ts')
  const { forecastText } = await import('./forecast/forecastText.ts')
  const written = options.page === undefined ? {} : { page: options.page }
  emit(options, { ...forecastJson(made), ...written }, () =>
    options.page === undefined
      ? forecastText(made)
      : `${forecastText(made)}\npage written to ${options.page}\n`,
  )
  return FINE
}

const wholeFrom = (least: number, words: string, most: number) => (text: string) => {
  const value = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  throw new InvalidArgumentError(`It must be a whole number of ${words}.`)
}
