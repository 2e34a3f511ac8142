import { clockText } from './clockText.ts'
import {
  across,
  anchorAt,
  axisHeight,
  down,
  levels,
  linesThrough,
  type Plot,
  placeIn,
  scaleBelow,
  stretched,
  type Tick,
} from './plot.ts'
import { chart, element, requireFinite, textNode } from './svg.ts'

export interface ScoreTimelineInput {
  /** Unique within the page. */
  readonly id: string
  /** Oldest first. */
  readonly points: readonly { readonly time: string; readonly score: number }[]
  /** The highest score that the chart of the score knows. */
  readonly maximum: number
  /** Scores from which more is due, with what is due. */
  readonly thresholds: readonly { readonly score: number; readonly label: string }[]
}

const top = 26
const height = 190
/** More dots than these would touch. */
const mostDots = 60
/** Share of the time that is added at each side, so that the first and the last dot are whole. */
const sideMargin = 0.01

/** A score over time with the scores from which more is due as dashed lines. */
export function scoreTimeline(input: ScoreTimelineInput): string {
  const points = input.points.map(({ time, score }) => ({
    at: requireFinite(Date.parse(time), 'The time of a score'),
    score: requireFinite(score, 'A score'),
  }))
  requireFinite(input.maximum, 'The highest score')
  const first = points[0]?.at ?? 0
  const last = points.at(-1)
  const margin = ((last?.at ?? 0) - first) * sideMargin
  const highest = Math.max(
    ...points.map(({ score }) => score),
    ...input.thresholds.map(({ score }) => score),
    1,
  )
  const plot: Plot = {
    top,
    height,
    x: [first - margin, (last?.at ?? 0) + margin],
    y: [0, Math.max(Math.min(input.maximum, highest + 2), highest)],
  }
  return chart(
    {
      id: input.id,
      title: 'The score over time',
      description: describe(input),
      size: { width: '100%', height: top + height + axisHeight },
    },
    levels(plot, [{ value: 0, label: '0' }]),
    ...input.thresholds.map(({ score, label }) => threshold(plot, score, label)),
    stretched(
      plot,
      element('path', {
        class: 'chart-line',
        d: linesThrough(
          plot,
          points.map(({ at, score }) => [at, score] as const),
        ),
      }),
    ),
    ...(points.length > mostDots ? [] : points).map(({ at, score }) =>
      element('circle', { class: 'chart-point', cx: across(plot, at), cy: down(plot, score), r: 4 }),
    ),
    last === undefined ? '' : latest(plot, last),
    scaleBelow(plot, timeTicks(first, last?.at)),
  )
}

function threshold(plot: Plot, score: number, label: string): string {
  const y = down(plot, score)
  return [
    element('line', { class: 'chart-threshold', x1: 0, x2: '100%', y1: y, y2: y }),
    textNode({ class: 'chart-tick', x: 2, y: y - 4 }, `${score}: ${label}`),
  ].join('')
}

function latest(plot: Plot, { at, score }: { readonly at: number; readonly score: number }): string {
  return textNode(
    {
      class: 'chart-strong',
      x: across(plot, at),
      y: down(plot, score) - 10,
      'text-anchor': anchorAt(placeIn(plot.x, at)),
    },
    `now ${score}`,
  )
}

function timeTicks(from: number, to: number | undefined): readonly Tick[] {
  if (to === undefined) {
    return []
  }
  if (to <= from) {
    return [{ value: to, label: clockText(to, true) }]
  }
  const acrossDays = new Date(from).toISOString().slice(0, 10) !== new Date(to).toISOString().slice(0, 10)
  return [from, (from + to) / 2, to].map((value) => ({ value, label: clockText(value, acrossDays) }))
}

function describe({ points, thresholds }: ScoreTimelineInput): string {
  const shown = points.slice(-12)
  const listed = shown.map(({ time, score }) => `${clockText(Date.parse(time), true)}: ${score}`).join('; ')
  const lines = thresholds.map(({ score, label }) => `From ${score}: ${label}.`).join(' ')
  return `${points.length} scores. ${shown.length < points.length ? 'The last 12: ' : ''}${listed}. ${lines}`
}
