import { formatDecimal } from './formatNumber.ts'
import { across, at, axisHeight, down, levels, type Plot, scaleBelow, stretched, type Tick } from './plot.ts'
import { roundTicks } from './roundTicks.ts'
import { chart, element, requireFinite, textNode, widthShare } from './svg.ts'

export interface StockTimelineInput {
  /** Unique within the page. */
  readonly id: string
  readonly subject: string
  /** One entry a day. */
  readonly days: readonly {
    /** Packs at the end of the day. */
    readonly stock: number
    /** Packs that were missing, ordered, thrown away out of date, and recalled on it. */
    readonly short: number
    readonly ordered: number
    readonly expired: number
    readonly recalled: number
  }[]
  /** Names of days below the plot, by their place. */
  readonly ticks: readonly Tick[]
}

const top = 42
const height = 200
/** Height of the row of orders below the stock. */
const row = 16

/** A product's stock from day to day, with what was ordered, what expired, what was recalled and when it was short. */
export function stockTimeline(input: StockTimelineInput): string {
  const { days } = input
  const most = days.reduce((high, { stock }) => Math.max(high, requireFinite(stock, 'A stock')), 1)
  const plot: Plot = { top, height, x: [0, Math.max(1, days.length)], y: [0, most * 1.08] }
  const below: Plot = { ...plot, height: height + row }
  return chart(
    {
      id: input.id,
      title: `Stock from day to day: ${input.subject}`,
      description: describe(input),
      size: { width: '100%', height: top + height + row + axisHeight },
    },
    textNode(
      { class: 'chart-tick', x: 0, y: 12 },
      'packs; ticks below: orders; dots: packs out of date; dashed: recall; red: not enough',
    ),
    ...days.flatMap(({ short }, day) =>
      short > 0
        ? [
            element('rect', {
              class: 'chart-excursion',
              x: across(plot, day),
              y: top,
              width: widthShare(1 / days.length),
              height,
            }),
          ]
        : [],
    ),
    levels(
      plot,
      roundTicks(plot.y, (value) => formatDecimal(value, 0)),
    ),
    stretched(plot, element('path', { class: 'chart-line', d: steps(plot, days) })),
    ...days.flatMap((day, index) => marks(plot, day, index)),
    scaleBelow(below, input.ticks),
  )
}

const steps = (plot: Plot, days: StockTimelineInput['days']): string =>
  days
    .map(({ stock }, day) => `${day === 0 ? 'M' : 'L'}${at(plot, day, stock)}L${at(plot, day + 1, stock)}`)
    .join('')

function marks(
  plot: Plot,
  { ordered, expired, recalled, stock }: StockTimelineInput['days'][number],
  day: number,
): readonly string[] {
  const x = across(plot, day)
  const floor = plot.top + plot.height
  const found: string[] = []
  if (ordered > 0)
    found.push(element('line', { class: 'chart-axis', x1: x, x2: x, y1: floor + 2, y2: floor + row - 4 }))
  if (recalled > 0)
    found.push(element('line', { class: 'chart-threshold', x1: x, x2: x, y1: plot.top, y2: floor }))
  if (expired > 0)
    found.push(element('circle', { class: 'chart-raises', cx: x, cy: down(plot, stock), r: 4 }))
  return found
}

function describe({ days }: StockTimelineInput): string {
  const sum = (of: (day: StockTimelineInput['days'][number]) => number) =>
    days.reduce((total, day) => total + of(day), 0)
  const orders = days.filter(({ ordered }) => ordered > 0).length
  const short = days.filter((day) => day.short > 0).length
  return [
    `${days.length} days, ${orders} orders of ${sum(({ ordered }) => ordered)} packs.`,
    `${sum(({ expired }) => expired)} packs went out of date, ${sum(({ recalled }) => recalled)} were recalled.`,
    `Not enough on ${short} days.`,
  ].join(' ')
}
