import {
  across,
  anchorAt,
  axisHeight,
  down,
  levels,
  linesThrough,
  type Plot,
  placeIn,
  type Range,
  scaleBelow,
  stretched,
} from './plot.ts'
import { roundTicks } from './roundTicks.ts'
import { chart, element, requireFinite, textNode } from './svg.ts'

/** One of the two things that are traded off. */
export interface TradeOffAxis {
  readonly name: string
  readonly range: Range
  readonly format: (value: number) => string
}

export interface TradeOffInput {
  /** Unique within the page. */
  readonly id: string
  readonly title: string
  readonly across: TradeOffAxis
  readonly up: TradeOffAxis
  /** At most three. Points outside the ranges are left out. */
  readonly curves: readonly {
    readonly name: string
    readonly points: readonly { readonly across: number; readonly up: number }[]
  }[]
}

const top = 42
const height = 260
const styles = ['chart-line', 'chart-history', 'chart-average'] as const

/** What each of several ways gains in one thing for what it gives up in another. */
export function tradeOffCurves(input: TradeOffInput): string {
  const plot: Plot = { top, height, x: input.across.range, y: input.up.range }
  const curves = input.curves.map(({ name, points }) => ({
    name,
    points: points.filter(
      (point) => isWithin(plot.x, point.across, name) && isWithin(plot.y, point.up, name),
    ),
  }))
  return chart(
    {
      id: input.id,
      title: input.title,
      description: describe(input, curves),
      size: { width: '100%', height: top + height + axisHeight },
    },
    textNode({ class: 'chart-tick', x: 0, y: 12 }, `up: ${input.up.name}; across: ${input.across.name}`),
    levels(plot, roundTicks(plot.y, input.up.format)),
    stretched(
      plot,
      ...curves.map(({ points }, index) =>
        element('path', {
          class: styles[index] ?? 'chart-history',
          d: linesThrough(
            plot,
            points.map((point) => [point.across, point.up]),
          ),
        }),
      ),
    ),
    ...curves.flatMap(({ points }) =>
      points.map((point) =>
        element('circle', {
          class: 'chart-point',
          cx: across(plot, point.across),
          cy: down(plot, point.up),
          r: 4,
        }),
      ),
    ),
    ...curves.flatMap(({ name, points }) => {
      const last = points.at(-1)
      if (last === undefined) return []
      const attributes = { class: 'chart-strong', x: across(plot, last.across), y: down(plot, last.up) - 9 }
      return [textNode({ ...attributes, 'text-anchor': anchorAt(placeIn(plot.x, last.across)) }, name)]
    }),
    scaleBelow(plot, roundTicks(plot.x, input.across.format)),
  )
}

function isWithin([from, to]: Range, value: number, name: string): boolean {
  requireFinite(value, `A point of ${name}`)
  return value >= from && value <= to
}

const describe = ({ across: one, up }: TradeOffInput, curves: TradeOffInput['curves']): string =>
  curves
    .map(({ name, points }) => {
      const pairs = points.map((point) => `${up.format(point.up)} at ${one.format(point.across)}`)
      return `${name}, ${up.name} at ${one.name}: ${pairs.join(', ')}.`
    })
    .join(' ')
