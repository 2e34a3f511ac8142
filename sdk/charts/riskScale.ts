import { formatPercent, formatPercentRange } from './formatNumber.ts'
import { chart, element, requireShare, textNode, widthShare } from './svg.ts'

export interface RiskScaleInput {
  /** Unique within the page. */
  readonly id: string
  /** Probability, 0 to 1. */
  readonly probability: number
  readonly interval: readonly [low: number, high: number]
  /** Share of the people that the model was trained on who had the condition, 0 to 1. */
  readonly prevalence: number
  /** The model abstains strictly between these; an empty band is not drawn. */
  readonly uncertainBetween: readonly [low: number, high: number]
}

const trackTop = 34
const trackHeight = 18
const trackMiddle = trackTop + trackHeight / 2
const trackBottom = trackTop + trackHeight

/**
 * A horizontal scale from 0 to 100 % with the estimate, its interval, the share in training and the abstention band. Widths
 * are percentages and text is in CSS pixels, so that it stays legible at any width.
 */
export function riskScale(input: RiskScaleInput): string {
  requireShare(input.probability, 'The probability')
  requireShare(input.prevalence, 'The prevalence')
  for (const bound of [...input.interval, ...input.uncertainBetween]) {
    requireShare(bound, 'A bound of the interval or of the abstention band')
  }
  const band = input.uncertainBetween[1] > input.uncertainBetween[0] ? input.uncertainBetween : null
  return chart(
    {
      id: input.id,
      title: 'Estimated risk on a scale from 0 to 100 %',
      description: describe(input, band),
      size: { width: '100%', height: band === null ? 102 : 126 },
    },
    element('rect', { class: 'chart-track', x: 0, y: trackTop, width: '100%', height: trackHeight, rx: 4 }),
    band === null ? '' : abstentionBand(band),
    prevalenceMarker(input.prevalence),
    ticks(),
    estimate(input),
  )
}

function describe(input: RiskScaleInput, band: readonly [number, number] | null): string {
  const [low, high] = input.interval
  const sentences = [
    `The estimate is ${formatPercent(input.probability)}, with an interval of ${formatPercentRange(low, high)}.`,
    `Of the patients it was trained on, ${formatPercent(input.prevalence)} had the condition.`,
  ]
  if (band !== null) {
    sentences.push(`The model abstains between ${formatPercent(band[0])} and ${formatPercent(band[1])}.`)
  }
  return sentences.join(' ')
}

function estimate({ probability, interval: [low, high] }: RiskScaleInput): string {
  return [
    element('rect', {
      class: 'chart-interval',
      x: widthShare(low),
      y: trackTop,
      width: widthShare(Math.max(0, high - low)),
      height: trackHeight,
      rx: 3,
    }),
    element('circle', { class: 'chart-estimate', cx: widthShare(probability), cy: trackMiddle, r: 8 }),
    textNode(
      { class: 'chart-strong', x: widthShare(probability), y: 20, 'text-anchor': anchorAt(probability) },
      `${formatPercent(probability)} (${formatPercentRange(low, high)})`,
    ),
  ].join('')
}

function prevalenceMarker(prevalence: number): string {
  const x = widthShare(prevalence)
  return [
    element('line', { class: 'chart-baseline', x1: x, x2: x, y1: trackTop - 6, y2: trackBottom + 28 }),
    textNode(
      { x, y: trackBottom + 42, 'text-anchor': anchorAt(prevalence) },
      `patients it was trained on: ${formatPercent(prevalence)}`,
    ),
  ].join('')
}

function abstentionBand([low, high]: readonly [number, number]): string {
  const words = `the model abstains between ${formatPercent(low)} and ${formatPercent(high)}`
  return [
    element('rect', {
      class: 'chart-abstention',
      x: widthShare(low),
      y: trackTop,
      width: widthShare(high - low),
      height: trackHeight,
    }),
    element('rect', { class: 'chart-abstention', x: 1, y: trackBottom + 57, width: 22, height: 12 }),
    textNode({ class: 'chart-tick', x: 32, y: trackBottom + 67 }, words),
  ].join('')
}

function ticks(): string {
  return [0, 0.25, 0.5, 0.75, 1]
    .map((share) =>
      textNode(
        {
          class: 'chart-tick',
          x: widthShare(share),
          y: trackBottom + 17,
          'text-anchor': share === 0 ? 'start' : share === 1 ? 'end' : 'middle',
        },
        formatPercent(share),
      ),
    )
    .join('')
}

/** Keeps a label inside the chart near its ends. */
function anchorAt(share: number): 'start' | 'middle' | 'end' {
  if (share < 0.3) {
    return 'start'
  }
  return share > 0.7 ? 'end' : 'middle'
}
