import { clockText } from './clockText.ts'
import { formatDecimal } from './formatNumber.ts'
import { axisHeight, down, levels, linesThrough, type Plot, placeIn, scaleBelow, stretched } from './plot.ts'
import { chart, element, requireFinite, textNode, widthShare } from './svg.ts'

export interface TemperatureSpan {
  /** ms since 1970. */
  readonly from: number
  readonly to: number
}

export interface TemperatureLogInput {
  /** Unique within the page. */
  readonly id: string
  /** Ascending by time (ms since 1970), °C; at least one. */
  readonly readings: readonly { readonly time: number; readonly celsius: number }[]
  /** What the label says, as a band. */
  readonly label: { readonly minimum: number; readonly maximum: number }
  /** What must never be left, as dashed lines. */
  readonly limits: { readonly minimum: number; readonly maximum: number }
  /** °C, as a dashed line of its own. */
  readonly meanKinetic: number
  readonly excursions: readonly TemperatureSpan[]
  /** Where nothing was measured for too long. */
  readonly gaps: readonly TemperatureSpan[]
}

const top = 66
const height = 240
/** Pieces of the time of which the lowest and the highest reading are drawn: an extreme is never thinned out. */
const pieces = 700
/** Share of the time below which a span would not be seen. */
const leastWidth = 0.002

/** The temperatures of a log over time with the range of its label, the limits, the excursions and the mean kinetic temperature. */
export function temperatureLog(input: TemperatureLogInput): string {
  const { readings, label, limits, meanKinetic, excursions, gaps } = input
  const first = requireFinite(readings[0]?.time ?? Number.NaN, 'The first time of a log')
  const last = requireFinite(readings.at(-1)?.time ?? Number.NaN, 'The last time of a log')
  let [low, high] = [Math.min(limits.minimum, meanKinetic), Math.max(limits.maximum, meanKinetic)]
  for (const { celsius } of readings) {
    low = Math.min(low, requireFinite(celsius, 'A temperature'))
    high = Math.max(high, celsius)
  }
  const margin = Math.max(1, (high - low) * 0.08)
  const plot: Plot = { top, height, x: [first, last], y: [low - margin, high + margin] }
  return chart(
    {
      id: input.id,
      title: 'Temperature over the time of the log',
      description: describe(input, first, last),
      size: { width: '100%', height: top + height + axisHeight },
    },
    legend(gaps.length > 0),
    element('rect', {
      class: 'chart-region',
      x: 0,
      y: down(plot, label.maximum),
      width: '100%',
      height: down(plot, label.minimum) - down(plot, label.maximum),
    }),
    ...gaps.map((span) => band(plot, 'chart-unreadable', span)),
    ...excursions.map((span) => band(plot, 'chart-excursion', span)),
    levels(plot, [
      { value: label.minimum, label: degrees(label.minimum) },
      { value: label.maximum, label: degrees(label.maximum) },
    ]),
    ...[...new Set([limits.minimum, limits.maximum])].map((limit) => line(plot, 'chart-threshold', limit)),
    limits.maximum === label.maximum ? '' : limitText(plot, limits.maximum, 'never above'),
    limits.minimum === label.minimum ? '' : limitText(plot, limits.minimum, 'never below'),
    stretched(
      plot,
      element('path', { class: 'chart-line', d: path(plot, thinned(readings, first, last), gaps) }),
    ),
    // Above the readings, which fill the height of a log that cycles.
    line(plot, 'chart-baseline', meanKinetic),
    textNode(
      { class: 'chart-strong', x: '100%', y: down(plot, meanKinetic) - 5, 'text-anchor': 'end' },
      `MKT ${degrees(meanKinetic)}`,
    ),
    scaleBelow(plot, timeTicks(first, last)),
  )
}

const degrees = (celsius: number): string => `${formatDecimal(celsius, 2)} °C`

function line(plot: Plot, style: string, value: number): string {
  const y = down(plot, value)
  return element('line', { class: style, x1: 0, x2: '100%', y1: y, y2: y })
}

const limitText = (plot: Plot, value: number, words: string): string =>
  textNode({ class: 'chart-tick', x: 2, y: down(plot, value) - 4 }, `${words} ${degrees(value)}`)

function band(plot: Plot, style: string, { from, to }: TemperatureSpan): string {
  const start = placeIn(plot.x, from)
  const width = Math.max(leastWidth, placeIn(plot.x, to) - start)
  return element('rect', {
    class: style,
    x: widthShare(Math.min(start, 1 - width)),
    y: plot.top,
    width: widthShare(width),
    height: plot.height,
  })
}

type Point = TemperatureLogInput['readings'][number]

/** Of each piece of the time the first, the lowest, the highest and the last reading. */
function thinned(readings: readonly Point[], first: number, last: number): readonly Point[] {
  if (readings.length <= 4 * pieces) return readings
  const kept: Point[] = []
  for (let from = 0; from < readings.length; ) {
    const piece = pieceOf(readings[from] as Point, first, last)
    let [lowest, highest, next] = [from, from, from]
    for (; next < readings.length && pieceOf(readings[next] as Point, first, last) === piece; next++) {
      const { celsius } = readings[next] as Point
      if (celsius < (readings[lowest] as Point).celsius) lowest = next
      if (celsius > (readings[highest] as Point).celsius) highest = next
    }
    const places = new Set([from, lowest, highest, next - 1].sort((one, other) => one - other))
    for (const place of places) kept.push(readings[place] as Point)
    from = next
  }
  return kept
}

const pieceOf = ({ time }: Point, first: number, last: number): number =>
  Math.floor(((time - first) / (last - first)) * pieces)

/** Nothing is drawn across a gap. */
function path(plot: Plot, points: readonly Point[], gaps: readonly TemperatureSpan[]): string {
  const starts = new Set(gaps.map(({ to }) => to))
  const parts: (readonly [number, number])[][] = [[]]
  for (const { time, celsius } of points) {
    if (starts.has(time)) parts.push([])
    parts.at(-1)?.push([time, celsius])
  }
  return parts.map((part) => linesThrough(plot, part)).join('')
}

function timeTicks(from: number, to: number): readonly { value: number; label: string }[] {
  if (to <= from) return [{ value: to, label: clockText(to, true) }]
  return [0, 1 / 3, 2 / 3, 1].map((share) => {
    const value = from + share * (to - from)
    return { value, label: clockText(value, true) }
  })
}

function legend(hasGaps: boolean): string {
  const entries = [
    ['chart-region', 'range of the label'],
    ['chart-excursion', 'outside of it'],
    ...(hasGaps ? [['chart-unreadable', 'not measured']] : []),
  ] as const
  const boxes = entries.map(([style, words], index) =>
    [
      element('rect', { class: style as string, x: index * 150, y: 2, width: 22, height: 14 }),
      textNode({ class: 'chart-tick', x: index * 150 + 28, y: 14 }, words as string),
    ].join(''),
  )
  return [
    ...boxes,
    element('line', { class: 'chart-threshold', x1: 0, x2: 22, y1: 32, y2: 32 }),
    textNode({ class: 'chart-tick', x: 28, y: 36 }, 'limit never to be passed'),
    element('line', { class: 'chart-baseline', x1: 200, x2: 222, y1: 32, y2: 32 }),
    textNode({ class: 'chart-tick', x: 228, y: 36 }, 'mean kinetic temperature'),
  ].join('')
}

function describe(input: TemperatureLogInput, first: number, last: number): string {
  const { readings, label, meanKinetic, excursions, gaps } = input
  const lowest = readings.reduce((least, { celsius }) => Math.min(least, celsius), Number.POSITIVE_INFINITY)
  const highest = readings.reduce((most, { celsius }) => Math.max(most, celsius), Number.NEGATIVE_INFINITY)
  const shown = excursions
    .slice(0, 5)
    .map(({ from, to }) => `${clockText(from, true)} to ${clockText(to, true)}`)
  const outside =
    excursions.length === 0
      ? 'It never left the range of the label.'
      : `It left the range of the label ${excursions.length} times: ${shown.join('; ')}${excursions.length > 5 ? '; and more' : ''}.`
  return [
    `${readings.length} readings from ${clockText(first, true)} to ${clockText(last, true)} UTC, between ${degrees(lowest)} and ${degrees(highest)}.`,
    `The label says ${degrees(label.minimum)} to ${degrees(label.maximum)}; the mean kinetic temperature is ${degrees(meanKinetic)}.`,
    outside,
    gaps.length === 0 ? '' : `Nothing was measured for too long ${gaps.length} times.`,
  ]
    .filter((sentence) => sentence !== '')
    .join(' ')
}
