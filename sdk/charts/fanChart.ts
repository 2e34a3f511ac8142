import { formatDecimal } from './formatNumber.ts'
import { at, axisHeight, levels, linesThrough, type Plot, placeIn, scaleBelow, stretched } from './plot.ts'
import { roundTicks } from './roundTicks.ts'
import { chart, element, requireFinite, textNode, widthShare } from './svg.ts'

export interface FanChartInput {
  /** Unique within the page. */
  readonly id: string
  /** What is forecast. */
  readonly subject: string
  /** Oldest first; null where nothing is known. */
  readonly history: readonly (number | null)[]
  /** Places in the history where a value is a lower bound. */
  readonly censored: readonly number[]
  /** One entry a period after the history. */
  readonly forecast: readonly {
    readonly middle: number
    /** From the widest on; each encloses the next. */
    readonly intervals: readonly (readonly [low: number, high: number])[]
  }[]
  /** What the intervals hold, the widest first, such as "95 %". */
  readonly intervalLabels: readonly string[]
  /** Name of every period, of the history and then of the forecast. */
  readonly periods: readonly string[]
  /** Default: true. A page that explains the marks beside the chart, in lines that break, has no use for it. */
  readonly hasLegend?: boolean
}

/** Room above the plot, in CSS pixels: with a legend, and for the label of the highest level alone. */
const LEGEND_TOP = 34
const BARE_TOP = 16
const height = 210

/** Demand as a line, what is forecast as a line that goes on, and its intervals as bands that widen. */
export function fanChart(input: FanChartInput): string {
  const { history, forecast, hasLegend = true } = input
  const top = hasLegend ? LEGEND_TOP : BARE_TOP
  const known = history.filter((value) => value !== null)
  const values = [...known, ...forecast.flatMap(({ middle, intervals }) => [middle, ...intervals.flat()])]
  for (const value of values) requireFinite(value, 'A value of the forecast')
  const plot: Plot = {
    top,
    height,
    x: [0, Math.max(1, history.length + forecast.length - 1)],
    y: [0, values.reduce((most, value) => Math.max(most, value), 0) || 1],
  }
  return chart(
    {
      id: input.id,
      title: `Demand and forecast: ${input.subject}`,
      description: describe(input),
      size: { width: '100%', height: top + height + axisHeight },
    },
    hasLegend ? legend(input) : '',
    ...censoredBands(plot, input),
    levels(plot, roundTicks(plot.y, shortNumber)),
    stretched(
      plot,
      ...input.intervalLabels.map((_, band) =>
        element('path', { class: 'chart-band', d: area(plot, input, band) }),
      ),
      element('path', { class: 'chart-history', d: runs(plot, history) }),
      element('path', { class: 'chart-line', d: middleLine(plot, input) }),
    ),
    scaleBelow(plot, periodTicks(input.periods)),
  )
}

/** The line of the history, broken where nothing is known. */
const runs = (plot: Plot, history: FanChartInput['history']): string =>
  history
    .map((value, period) => {
      if (value === null) return ''
      const isAlone = (history[period - 1] ?? null) === null
      return `${isAlone ? 'M' : 'L'}${at(plot, period, value)}`
    })
    .join('')

/** The forecast goes on from the last value of the history, where that is known. */
function middleLine(plot: Plot, { history, forecast }: FanChartInput): string {
  const last = history.at(-1) ?? null
  const points = forecast.map(({ middle }, step) => [history.length + step, middle] as const)
  return linesThrough(plot, last === null ? points : [[history.length - 1, last], ...points])
}

function area(plot: Plot, { history, forecast }: FanChartInput, band: number): string {
  const edge = (side: 0 | 1) =>
    forecast.flatMap(({ intervals }, step) => {
      const value = intervals[band]?.[side]
      return value === undefined ? [] : [[history.length + step, value] as const]
    })
  const points = [...edge(1), ...edge(0).toReversed()]
  return points.length === 0 ? '' : `${linesThrough(plot, points)}Z`
}

const censoredBands = (plot: Plot, { censored }: FanChartInput): readonly string[] =>
  censored.map((period) => {
    const from = placeIn(plot.x, period - 0.5)
    return element('rect', {
      class: 'chart-unreadable',
      x: widthShare(from),
      y: plot.top,
      width: widthShare(placeIn(plot.x, period + 0.5) - from),
      height: plot.height,
    })
  })

function legend({ intervalLabels, censored }: FanChartInput): string {
  const grey = censored.length > 0 ? '; grey: out of stock or recalled' : ''
  return textNode(
    { class: 'chart-tick', x: 0, y: 12 },
    `forecast with the intervals meant to hold ${intervalLabels.join(' and ')} of what comes${grey}`,
  )
}

/** 1200000 as 1.2 M. */
function shortNumber(value: number): string {
  const [divisor, unit] = value >= 1e9 ? [1e9, '\u00a0bn'] : value >= 1e6 ? [1e6, '\u00a0M'] : [1, '']
  return `${formatDecimal(value / divisor, value < 10 ? 3 : 1)}${unit}`
}

/** At most five names. */
function periodTicks(periods: readonly string[]): readonly { value: number; label: string }[] {
  const every = Math.max(1, Math.ceil(periods.length / 5))
  return periods.flatMap((label, value) => (value % every === 0 ? [{ value, label }] : []))
}

function describe({ forecast, periods, history, intervalLabels }: FanChartInput): string {
  const told = [forecast[0], ...forecast.slice(1).slice(-1)]
  const words = told.flatMap((step, index) => {
    if (step === undefined) return []
    const period = periods[index === 0 ? history.length : history.length + forecast.length - 1] ?? ''
    const [low, high] = step.intervals[0] ?? [step.middle, step.middle]
    return [
      `${period}: ${formatDecimal(step.middle, 1)}, with ${intervalLabels[0] ?? ''} between ${formatDecimal(low, 1)} and ${formatDecimal(high, 1)}.`,
    ]
  })
  return words.join(' ')
}
