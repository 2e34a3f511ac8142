import { formatDecimal, formatPercent, formatPercentRange } from './formatNumber.ts'
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
} from './plot.ts'
import { chart, element, requireFinite, requireShare, textNode } from './svg.ts'

export interface SurvivalCurveInput {
  /** Unique within the page. */
  readonly id: string
  /** Ascending by time. */
  readonly curve: readonly {
    readonly years: number
    /** Share free of the event, 0 to 1. */
    readonly share: number
    readonly interval: readonly [low: number, high: number]
  }[]
  /** The curve of a person with average values; empty where there is none. */
  readonly reference: readonly { readonly years: number; readonly share: number }[]
  /** Years at which the share is written beside the curve, where the curve has a point. */
  readonly marks: readonly number[]
}

const top = 60
const height = 230

/** Share free of an event over the years, with the interval as a band and that of average values as a dashed line. */
export function survivalCurve(input: SurvivalCurveInput): string {
  const { curve, reference, marks } = input
  for (const { years, share, interval } of curve) {
    requireFinite(years, 'A time of the curve')
    for (const value of [share, ...interval]) {
      requireShare(value, 'A share of the curve')
    }
  }
  for (const { years, share } of reference) {
    requireFinite(years, 'A time of the curve of average values')
    requireShare(share, 'A share of the curve of average values')
  }
  const end = Math.max(1, ...curve.map(({ years }) => years))
  const plot: Plot = { top, height, x: [0, end], y: [0, 1] }
  const marked = curve.filter(({ years }) => marks.includes(years))
  return chart(
    {
      id: input.id,
      title: 'Share expected to be free of the event over the years',
      description: describe(input, marked),
      size: { width: '100%', height: top + height + axisHeight },
    },
    legend(reference.length > 0),
    levels(
      plot,
      [0, 0.25, 0.5, 0.75, 1].map((value) => ({ value, label: formatPercent(value) })),
    ),
    stretched(
      plot,
      element('path', { class: 'chart-band', d: band(plot, curve) }),
      reference.length === 0
        ? ''
        : element('path', { class: 'chart-average', d: linesThrough(plot, withStart(reference)) }),
      element('path', { class: 'chart-line', d: linesThrough(plot, withStart(curve)) }),
    ),
    ...marked.map(({ years, share }) => mark(plot, years, share)),
    scaleBelow(plot, yearTicks(end)),
  )
}

/** Everybody is free of the event at the start. */
const withStart = (
  points: readonly { readonly years: number; readonly share: number }[],
): readonly (readonly [number, number])[] =>
  points.length === 0 ? [] : [[0, 1], ...points.map(({ years, share }) => [years, share] as const)]

function band(plot: Plot, curve: SurvivalCurveInput['curve']): string {
  if (curve.length === 0) {
    return ''
  }
  const upper = curve.map(({ years, interval }) => [years, interval[1]] as const)
  const lower = curve.toReversed().map(({ years, interval }) => [years, interval[0]] as const)
  return `${linesThrough(plot, [[0, 1], ...upper, ...lower])}Z`
}

function mark(plot: Plot, years: number, share: number): string {
  const place = placeIn(plot.x, years)
  return [
    element('circle', { class: 'chart-point', cx: across(plot, years), cy: down(plot, share), r: 5 }),
    textNode(
      {
        class: 'chart-strong',
        x: across(plot, years),
        y: down(plot, share) + 22,
        'text-anchor': anchorAt(place),
      },
      formatPercent(share),
    ),
  ].join('')
}

function legend(hasReference: boolean): string {
  return [
    element('line', { class: 'chart-line', x1: 0, x2: 26, y1: 12, y2: 12 }),
    textNode({ class: 'chart-tick', x: 32, y: 16 }, 'this patient, with interval'),
    hasReference
      ? [
          element('line', { class: 'chart-average', x1: 0, x2: 26, y1: 30, y2: 30 }),
          textNode({ class: 'chart-tick', x: 32, y: 34 }, 'a patient with average values'),
        ].join('')
      : '',
  ].join('')
}

/** At most six whole numbers of years, and never none. */
function yearTicks(end: number): readonly { value: number; label: string }[] {
  const step = Math.max(1, Math.ceil(end / 5))
  const count = Math.floor(end / step) + 1
  return Array.from({ length: count }, (_, index) => {
    const value = index * step
    return { value, label: index === 0 ? 'today' : value === 1 ? '1 year' : `${value} years` }
  })
}

function describe({ curve, reference }: SurvivalCurveInput, marked: SurvivalCurveInput['curve']): string {
  const told = marked.length > 0 ? marked : curve.slice(-1)
  return told
    .map(({ years, share, interval }) => {
      const average = reference.find((point) => point.years === years)
      const beside = average === undefined ? '' : `; with average values ${formatPercent(average.share)}`
      return `After ${formatDecimal(years, 2)} years ${formatPercent(share)} are expected to be free of the event, interval ${formatPercentRange(...interval)}${beside}.`
    })
    .join(' ')
}
