import { formatPercent } from './formatNumber.ts'
import { chart, element, requireFinite, requireShare, textNode } from './svg.ts'
import { wilsonInterval } from './wilsonInterval.ts'

export interface CalibrationPoint {
  readonly from: number
  readonly to: number
  readonly count: number
  /** Mean predicted probability in the bin, 0 to 1. */
  readonly meanPredicted: number
  /** Observed share with the condition in the bin, 0 to 1. */
  readonly observed: number
}

export interface CalibrationPlotInput {
  /** Unique within the page. */
  readonly id: string
  readonly bins: readonly CalibrationPoint[]
  /** The estimate of this report, drawn as a line; null where there is none. */
  readonly probability: number | null
  /** What a bin counts; patients, unless said. */
  readonly counted?: string
  /** Label of the vertical axis. */
  readonly observedAxis?: string
  /** False where bins are no counts of independent people, for whom alone a Wilson interval holds. */
  readonly hasIntervals?: boolean
}

const width = 360
const left = 46
const side = 298
const top = 22
const bottom = top + side
const histogramTop = bottom + 46
const histogramHeight = 44
const height = histogramTop + histogramHeight + 10

/**
 * A reliability diagram: observed share against mean predicted probability per bin, with 95 % Wilson intervals where they hold,
 * above a histogram of how many each bin holds. Empty bins are left out.
 */
export function calibrationPlot(input: CalibrationPlotInput): string {
  for (const bin of input.bins) {
    requireFinite(bin.count, 'The count of a calibration bin')
    for (const share of [bin.from, bin.to, bin.meanPredicted, bin.observed]) {
      requireShare(share, 'A share of a calibration bin')
    }
  }
  const { counted = 'patients', observedAxis = 'had the condition, %', hasIntervals = true } = input
  const bins = input.bins.filter((bin) => bin.count > 0)
  const total = bins.reduce((sum, bin) => sum + bin.count, 0)
  const here = input.probability === null ? undefined : binHolding(input.probability, bins)
  return chart(
    {
      id: input.id,
      title: 'Calibration: predicted risk against what was observed',
      description: describe(bins, `${total} ${counted}`, counted, here),
      size: { viewBox: `0 0 ${width} ${height}`, width: '100%' },
    },
    here === undefined ? '' : region(here),
    grid(observedAxis),
    element('line', { class: 'chart-diagonal', x1: x(0), y1: y(0), x2: x(1), y2: y(1) }),
    input.probability === null ? '' : estimateLine(requireShare(input.probability, 'The probability')),
    ...bins.map((bin) => reliability(bin, hasIntervals)),
    histogram(bins, here),
  )
}

/** The bin that a probability falls into, where there is one. */
export const binHolding = <Bin extends { readonly from: number; readonly to: number }>(
  probability: number,
  bins: readonly Bin[],
): Bin | undefined =>
  bins.find(({ from, to }) => probability >= from && (probability < to || (to === 1 && probability === 1)))

function region({ from, to }: CalibrationPoint): string {
  return element('rect', {
    class: 'chart-region',
    x: x(from),
    y: top,
    width: (to - from) * side,
    height: side,
  })
}

function x(share: number): number {
  return left + share * side
}

function y(share: number): number {
  return bottom - share * side
}

function grid(observedAxis: string): string {
  const lines = [0, 0.25, 0.5, 0.75, 1].flatMap((share) => [
    element('line', { class: 'chart-grid', x1: left, x2: left + side, y1: y(share), y2: y(share) }),
    textNode(
      { class: 'chart-tick', x: left - 7, y: y(share) + 4, 'text-anchor': 'end' },
      `${Math.round(share * 100)}`,
    ),
    textNode(
      { class: 'chart-tick', x: x(share), y: bottom + 17, 'text-anchor': 'middle' },
      `${Math.round(share * 100)}`,
    ),
  ])
  return [
    ...lines,
    textNode(
      { class: 'chart-tick', x: left + side / 2, y: bottom + 34, 'text-anchor': 'middle' },
      'predicted risk, %',
    ),
    textNode(
      {
        class: 'chart-tick',
        x: 0,
        y: 0,
        'text-anchor': 'middle',
        transform: `translate(11 ${top + side / 2}) rotate(-90)`,
      },
      observedAxis,
    ),
  ].join('')
}

function estimateLine(probability: number): string {
  const anchor = probability > 0.7 ? 'end' : probability < 0.3 ? 'start' : 'middle'
  return [
    element('line', {
      class: 'chart-baseline',
      x1: x(probability),
      x2: x(probability),
      y1: top - 6,
      y2: bottom,
    }),
    textNode(
      { class: 'chart-strong', x: x(probability), y: top - 10, 'text-anchor': anchor },
      `this patient ${formatPercent(probability)}`,
    ),
  ].join('')
}

function reliability(bin: CalibrationPoint, hasInterval: boolean): string {
  const [low, high] = wilsonInterval(bin.observed, bin.count)
  const centre = x(bin.meanPredicted)
  return [
    hasInterval
      ? element('line', { class: 'chart-error', x1: centre, x2: centre, y1: y(low), y2: y(high) })
      : '',
    element('circle', { class: 'chart-point', cx: centre, cy: y(bin.observed), r: 5 }),
  ].join('')
}

function histogram(bins: readonly CalibrationPoint[], here: CalibrationPoint | undefined): string {
  const largest = Math.max(...bins.map((bin) => bin.count), 1)
  const base = histogramTop + histogramHeight
  const bars = bins.flatMap((bin) => {
    const barHeight = (bin.count / largest) * (histogramHeight - 16)
    return [
      element('rect', {
        class: bin === here ? 'chart-count-here' : 'chart-count',
        x: x(bin.from) + 1.5,
        y: base - barHeight,
        width: Math.max(1, (bin.to - bin.from) * side - 3),
        height: barHeight,
      }),
      textNode(
        {
          class: 'chart-tick',
          x: x((bin.from + bin.to) / 2),
          y: base - barHeight - 4,
          'text-anchor': 'middle',
        },
        String(bin.count),
      ),
    ]
  })
  return [
    ...bars,
    element('line', { class: 'chart-axis', x1: left, x2: left + side, y1: base, y2: base }),
    textNode({ class: 'chart-tick', x: left - 7, y: base - 4, 'text-anchor': 'end' }, 'count'),
  ].join('')
}

function describe(
  bins: readonly CalibrationPoint[],
  total: string,
  counted: string,
  here: CalibrationPoint | undefined,
): string {
  const points = bins.map(
    (bin) =>
      `Mean prediction ${formatPercent(bin.meanPredicted)}, observed ${formatPercent(bin.observed)}, ${bin.count} ${counted}.`,
  )
  return [
    `${bins.length} bins, ${total}. A calibrated model lies on the diagonal.`,
    ...points,
    ...(here === undefined
      ? []
      : [
          `This answer lies in the bin from ${formatPercent(here.from)} to ${formatPercent(here.to)}, which is shaded.`,
        ]),
  ].join(' ')
}
