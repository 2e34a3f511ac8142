import pc from 'picocolors'
import type { Accuracy } from '../../../oracle/forecasting/accuracy/accuracy.ts'
import { columns } from '../../output/columns.ts'
import { plain } from '../../output/format.ts'
import { quantity } from '../../output/quantity.ts'
import type { MadeForecast, ProductForecast } from './makeForecast.ts'

/** Products that a terminal shows; the rest are in --json and on the page. */
const SHOWN = 20

/** Place of the levels 10 % and 90 % in a row of quantiles. */
const LOW = 1
const HIGH = 5

/** A forecast for a person at a terminal. */
export function forecastText(made: MadeForecast): string {
  return [accuracyText(made), productsText(made), leftOutText(made)].filter((text) => text !== '').join('\n')
}

function accuracyText({ accuracy, heldOut, periods, horizon }: MadeForecast): string {
  if (accuracy === null) return 'No hold-out: the history is too short, or none was asked for.\n'
  const first = periods[periods.length - horizon - heldOut]
  const last = periods[periods.length - horizon - 1]
  const table = columns(
    [
      ['combination', ...figures(accuracy.combination)],
      ['seasonal naive', ...figures(accuracy.seasonalNaive)],
    ],
    ['Method', ...NAMES],
  )
  return `Accuracy on the hold-out, ${first} to ${last}:\n\n${table}`
}

const NAMES = ['MASE', 'WAPE', 'sMAPE', 'pinball', 'in 80 %', 'in 95 %']

const figures = ({ mase, wape, smape, pinball, coverage80, coverage95 }: Accuracy): readonly string[] => [
  figure(mase, 3),
  percent(wape),
  percent(smape),
  figure(pinball, 3),
  percent(coverage80),
  percent(coverage95),
]

function productsText({ products, periods, horizon }: MadeForecast): string {
  const last = (product: ProductForecast) => range(product, horizon - 1)
  const rows = products
    .slice(0, SHOWN)
    .map((product) => [
      plain(product.demand.name),
      figure(product.accuracy?.combination.mase ?? null, 3),
      figure(product.accuracy?.seasonalNaive.mase ?? null, 3),
      range(product, 0),
      ...(horizon > 1 ? [last(product)] : []),
    ])
  const [first, end] = [periods[periods.length - horizon] as string, periods.at(-1) as string]
  const table = columns(rows, ['Product', 'MASE', 'naive', first, ...(horizon > 1 ? [end] : [])])
  const more = products.length - SHOWN
  const note = more > 0 ? pc.dim(`${more} more: --json or --page shows all\n`) : ''
  return `Forecast with the interval of 80 %:\n\n${table}${note}`
}

function range({ forecast }: ProductForecast, step: number): string {
  const row = forecast.quantiles[step] as readonly number[]
  return `${quantity(forecast.point[step] as number)} (${quantity(row[LOW] as number)} to ${quantity(row[HIGH] as number)})`
}

const leftOutText = ({ leftOut }: MadeForecast): string =>
  leftOut.length === 0
    ? ''
    : `Left out:\n\n${columns(leftOut.map(({ name, reason }) => [plain(name), reason]))}`

const figure = (value: number | null, digits: number) => (value === null ? '–' : value.toFixed(digits))

const percent = (share: number | null) => (share === null ? '–' : `${(100 * share).toFixed(1)} %`)
