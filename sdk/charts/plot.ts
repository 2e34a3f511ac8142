import { coordinate, element, requireFinite, textNode, widthShare } from './svg.ts'

/**
 * A plot that fills the width of its chart: marks with a place in per cent, curves in a nested picture that stretches.
 * Text stays in CSS pixels, so it is legible at any width.
 */
export interface Plot {
  /** CSS pixels from the top of the chart. */
  readonly top: number
  readonly height: number
  readonly x: Range
  readonly y: Range
}

export type Range = readonly [from: number, to: number]

/** Side of the square in which curves are drawn before it is stretched. */
const side = 1000

/** Height that the labels below a plot take, in CSS pixels. */
export const axisHeight = 24

/** Place of a value between the ends of a range, 0 to 1; the middle where the range has no length. */
export function placeIn([from, to]: Range, value: number): number {
  requireFinite(value, 'A value of a chart')
  return to > from ? Math.min(1, Math.max(0, (value - from) / (to - from))) : 0.5
}

/** @returns an SVG percentage */
export const across = ({ x }: Plot, value: number): string => widthShare(placeIn(x, value))

/** @returns CSS pixels */
export const down = ({ y, top, height }: Plot, value: number): number =>
  top + height * (1 - placeIn(y, value))

/** A place in the stretched picture, as "x y". */
export const at = ({ x, y }: Plot, horizontal: number, vertical: number): string =>
  `${coordinate(placeIn(x, horizontal) * side)} ${coordinate((1 - placeIn(y, vertical)) * side)}`

/** Straight lines through points, as the `d` of a path; empty without points. */
export const linesThrough = (plot: Plot, points: readonly (readonly [x: number, y: number])[]): string =>
  points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${at(plot, x, y)}`).join('')

/** Curves and areas, stretched to the width of the chart. */
export const stretched = ({ top, height }: Plot, ...children: readonly string[]): string =>
  element(
    'svg',
    {
      x: 0,
      y: top,
      width: '100%',
      height,
      viewBox: `0 0 ${side} ${side}`,
      preserveAspectRatio: 'none',
    },
    ...children,
  )

export interface Tick {
  readonly value: number
  readonly label: string
}

/** Horizontal lines with their labels above them, at the left. */
export const levels = (plot: Plot, ticks: readonly Tick[]): string =>
  ticks
    .map(({ value, label }) => {
      const y = down(plot, value)
      return [
        element('line', { class: 'chart-grid', x1: 0, x2: '100%', y1: y, y2: y }),
        textNode({ class: 'chart-tick', x: 2, y: y - 3 }, label),
      ].join('')
    })
    .join('')

/** Labels below the plot. */
export const scaleBelow = (plot: Plot, ticks: readonly Tick[]): string =>
  ticks
    .map(({ value, label }) => {
      const place = placeIn(plot.x, value)
      return textNode(
        {
          class: 'chart-tick',
          x: widthShare(place),
          y: plot.top + plot.height + 17,
          'text-anchor': anchorAt(place),
        },
        label,
      )
    })
    .join('')

/** Keeps a label inside the chart near its ends. */
export function anchorAt(place: number): 'start' | 'middle' | 'end' {
  if (place < 0.12) {
    return 'start'
  }
  return place > 0.88 ? 'end' : 'middle'
}
