import { formatSigned } from './formatNumber.ts'
import { chart, element, requireFinite, textNode, widthShare } from './svg.ts'

export interface Attribution {
  readonly label: string
  /** The value as shown to the reader; empty where there is none. */
  readonly value: string
  /** Additive. */
  readonly contribution: number
}

export interface AttributionBarsInput {
  /** Unique within the page. */
  readonly id: string
  readonly attributions: readonly Attribution[]
  /** What a contribution is a change of, as 'log-odds'. */
  readonly measure: string
  /** Bars beyond this number are summed into one last bar. */
  readonly maximumBars: number
}

const rowHeight = 45
const headerHeight = 28
const barHeight = 12
/** Half of the chart less the room that the number beside the bar takes. */
const longestBar = 0.36
/** What fits on a line of 300 CSS pixels. */
const longestLabel = 46

/**
 * Signed bars from a middle line, largest first. Direction shows by side, by the sign of the number and by words;
 * colour only repeats it.
 */
export function attributionBars(input: AttributionBarsInput): string {
  const bars = summariseSmallest(sortAttributions(input.attributions), input.maximumBars)
  const largest = Math.max(...bars.map((bar) => Math.abs(bar.contribution)), Number.MIN_VALUE)
  return chart(
    {
      id: input.id,
      title: 'What raised and what lowered the estimate',
      description: bars.map((bar) => describe(bar, input.measure)).join(' '),
      size: { width: '100%', height: headerHeight + bars.length * rowHeight },
    },
    textNode({ class: 'chart-tick', x: '48%', y: 14, 'text-anchor': 'end' }, '← lowers the estimate'),
    textNode({ class: 'chart-tick', x: '52%', y: 14 }, 'raises the estimate →'),
    ...bars.map((bar, row) => barRow(bar, row, largest)),
  )
}

/** Largest effect first; equal effects keep their given order. */
export function sortAttributions(attributions: readonly Attribution[]): readonly Attribution[] {
  for (const attribution of attributions) {
    requireFinite(attribution.contribution, 'A contribution')
  }
  return attributions.toSorted((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
}

function summariseSmallest(sorted: readonly Attribution[], maximumBars: number): readonly Attribution[] {
  if (sorted.length <= maximumBars) {
    return sorted
  }
  const rest = sorted.slice(maximumBars - 1)
  const contribution = rest.reduce((sum, { contribution }) => sum + contribution, 0)
  return [
    ...sorted.slice(0, maximumBars - 1),
    { label: `The other ${rest.length} values together`, value: '', contribution },
  ]
}

function barRow(bar: Attribution, row: number, largest: number): string {
  const top = headerHeight + row * rowHeight
  const barTop = top + 20
  const length = (Math.abs(bar.contribution) / largest) * longestBar
  const raises = bar.contribution > 0
  const end = raises ? 0.5 + length : 0.5 - length
  return [
    element('line', {
      class: 'chart-axis',
      x1: '50%',
      x2: '50%',
      y1: barTop - 2,
      y2: barTop + barHeight + 2,
    }),
    textNode({ class: 'chart-label', x: 0, y: top + 13 }, clip(labelWithValue(bar))),
    element('rect', {
      class: raises ? 'chart-raises' : 'chart-lowers',
      x: widthShare(raises ? 0.5 : end),
      y: barTop,
      width: widthShare(length),
      height: barHeight,
      rx: 2,
    }),
    textNode(
      {
        class: 'chart-number',
        x: widthShare(raises ? end + 0.012 : end - 0.012),
        y: barTop + 11,
        'text-anchor': raises ? 'start' : 'end',
      },
      formatSigned(bar.contribution, 2),
    ),
  ].join('')
}

function labelWithValue({ label, value }: Attribution): string {
  return value === '' ? label : `${label}: ${value}`
}

function describe(bar: Attribution, measure: string): string {
  const number = formatSigned(bar.contribution, 2)
  if (Number(bar.contribution.toFixed(2)) === 0) {
    return `${labelWithValue(bar)} had no effect.`
  }
  return `${labelWithValue(bar)} ${bar.contribution > 0 ? 'raised' : 'lowered'} the ${measure} by ${number}.`
}

/** The full label stands in the table beside the chart. */
function clip(label: string): string {
  const characters = Array.from(label)
  return characters.length <= longestLabel ? label : `${characters.slice(0, longestLabel - 1).join('')}…`
}
