import { mkdir, writeFile } from 'node:fs/promises'
import { chartStyles, formatPercent, stockTimeline, tradeOffCurves } from '../../sdk/charts/index.ts'
import { periodOf, periodText } from '../../sdk/planning/calendar.ts'
import { observed } from './observed.ts'
import { forecastAll } from './oneRun.ts'
import { type Forecasts, predictive } from './policies/predictive.ts'
import type { Setting } from './run.ts'
import type { Shapes } from './shapes.ts'
import { type DayRecord, simulate } from './simulate.ts'
import { COUNTED_FROM, makeWorld, type Product } from './world.ts'

const FOLDER = new URL('../../docs/images/planning/', import.meta.url)
const WIDTH = 760

const COLOURS = `--ink:#1c2430;--muted:#5b6675;--rule:#e3e7ec;--surface:#fff;--track:#eef1f4;--accent:#0b6bcb;--raises:#c2410c`

const CURVES = [
  ['predictive', 'ours'],
  ['minMax', 'min–max'],
  ['minMaxByLife', 'min–max by shelf life'],
] as const

/** Writes the pictures of docs/planning.md. */
export async function writePlots(settings: readonly Setting[], shapes: Shapes, seed: number): Promise<void> {
  await mkdir(FOLDER, { recursive: true })
  const curves = (up: (figures: Setting['figures']) => number) =>
    CURVES.map(([policy, name]) => ({
      name,
      points: settings
        .filter((setting) => setting.policy === policy)
        .map(({ figures }) => ({ across: figures.expiredShare.mean, up: up(figures) })),
    }))
  const most = Math.max(...settings.map(({ figures }) => figures.expiredShare.mean))
  const expired = {
    name: 'packs that expire, of those received',
    range: [0, 1.05 * most],
    format: formatPercent,
  } as const
  const fills = curves(({ fillRate }) => fillRate.mean)
  const shortages = curves(({ shortageDays }) => shortageDays.mean)
  const ends = (lines: typeof fills) => lines.flatMap(({ points }) => points.map(({ up }) => up))
  await write(
    'fill-rate',
    tradeOffCurves({
      id: 'fill-rate',
      title: 'Fill rate and waste of three policies',
      across: expired,
      up: {
        name: 'packs dispensed, of those asked for',
        range: [Math.min(...ends(fills)) - 0.005, 1],
        format: formatPercent,
      },
      curves: fills,
    }),
  )
  await write(
    'shortage',
    tradeOffCurves({
      id: 'shortage',
      title: 'Shortage and waste of three policies',
      across: expired,
      up: {
        name: 'days on which a product was short, in two years of 54 products',
        range: [0, 1.05 * Math.max(...ends(shortages))],
        format: (value) => value.toFixed(0),
      },
      curves: shortages,
    }),
  )
  await write('stock', stockOfOne(shapes, seed))
}

const SHORTAGE_COST = 25

/** A product with a recall and a short life, under our policy. */
function stockOfOne(shapes: Shapes, seed: number): string {
  const products = makeWorld(shapes, seed)
  const forecasts = forecastAll(products)
  const lives = products.map((product, index) => ({
    product,
    days: live(product, forecasts[index] as Forecasts),
  }))
  const shown = lives.toSorted((one, other) => interest(other) - interest(one))[0] as (typeof lives)[number]
  const ticks = shown.days.flatMap(({ day }, place) => {
    const month = periodOf(day, 'monthly')
    const isFirst = periodOf(day - 1, 'monthly') !== month
    return isFirst && month % 6 === 0 ? [{ value: place, label: periodText(month, 'monthly') }] : []
  })
  const subject = `a ${shown.product.kind} product that lasts ${shown.product.shelfLifeDays} days`
  return stockTimeline({ id: 'stock', subject, days: shown.days, ticks })
}

function live(product: Product, forecasts: Forecasts): readonly DayRecord[] {
  const days: DayRecord[] = []
  const policy = predictive(product, forecasts, SHORTAGE_COST)
  simulate(product, policy, observed(product.demand), (day) => days.push(day))
  return days.filter(({ day }) => day >= COUNTED_FROM)
}

/** Recalled and expired packs both make a picture worth looking at. */
function interest({ days }: { readonly days: readonly DayRecord[] }): number {
  const recalled = days.reduce((sum, day) => sum + day.recalled, 0)
  const expired = days.filter((day) => day.expired > 0).length
  return Math.min(recalled, 5) * Math.min(expired, 8)
}

/** A file of its own has to bring the colours that a page would set. */
async function write(name: string, chart: string): Promise<void> {
  const height = /height="(\d+)"/.exec(chart)?.[1] ?? '300'
  const frame = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH + 24}" height="${Number(height) + 24}" font-family="system-ui, sans-serif" style="${COLOURS}">`
  const ground = '<rect width="100%" height="100%" fill="#fff"/>'
  const inner = `<svg x="12" y="12" width="${WIDTH}" height="${height}">${chart}</svg>`
  await writeFile(
    new URL(`${name}.svg`, FOLDER),
    `${frame}<style>${chartStyles}</style>${ground}${inner}</svg>\n`,
  )
}
