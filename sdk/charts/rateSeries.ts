import { durationText } from './clockText.ts'
import { at, axisHeight, levels, type Plot, placeIn, scaleBelow, stretched } from './plot.ts'
import { chart, element, requireFinite, textNode, widthShare } from './svg.ts'

export interface RateSeriesInput {
  /** Unique within the page. */
  readonly id: string
  /** Length of one piece of the recording. */
  readonly stepSeconds: number
  /** Beats per minute, one for each piece; null where it could not be read. */
  readonly rates: readonly (number | null)[]
}

const top = 42
const height = 150
/** Beats per minute between two lines. */
const levelStep = 20

/** Heart rate over the recording, a step for each piece; pieces that could not be read are hatched bands. */
export function rateSeries(input: RateSeriesInput): string {
  const { stepSeconds, rates } = input
  requireFinite(stepSeconds, 'The length of a piece')
  const known = rates.flatMap((rate) => (rate === null ? [] : [requireFinite(rate, 'A heart rate')]))
  const low = Math.floor((Math.min(...known, 60) - 5) / levelStep) * levelStep
  const high = Math.ceil((Math.max(...known, 100) + 5) / levelStep) * levelStep
  const plot: Plot = { top, height, x: [0, Math.max(rates.length, 1)], y: [Math.max(0, low), high] }
  return chart(
    {
      id: input.id,
      title: 'Heart rate over the recording',
      description: describe(input, known),
      size: { width: '100%', height: top + height + axisHeight },
    },
    textNode(
      { class: 'chart-tick', x: 0, y: 12 },
      'beats per minute; grey where the signal could not be read',
    ),
    ...unreadable(plot, rates),
    levels(plot, levelsBetween(plot.y)),
    stretched(plot, element('path', { class: 'chart-line', d: steps(plot, rates) })),
    scaleBelow(
      plot,
      [0, 0.25, 0.5, 0.75, 1].map((share) => ({
        value: share * rates.length,
        label: durationText(share * rates.length * stepSeconds),
      })),
    ),
  )
}

function levelsBetween([low, high]: readonly [number, number]): readonly { value: number; label: string }[] {
  const count = Math.round((high - low) / levelStep)
  const every = Math.ceil(count / 6)
  return Array.from({ length: Math.floor(count / every) + 1 }, (_, index) => {
    const value = low + index * every * levelStep
    return { value, label: String(value) }
  })
}

function steps(plot: Plot, rates: readonly (number | null)[]): string {
  return rates
    .map((rate, index) => {
      if (rate === null) {
        return ''
      }
      const before = rates[index - 1] ?? null
      return `${before === null ? 'M' : 'L'}${at(plot, index, rate)}L${at(plot, index + 1, rate)}`
    })
    .join('')
}

/** One band for each run of pieces without a rate. */
function unreadable({ x, top: y, height: tall }: Plot, rates: readonly (number | null)[]): readonly string[] {
  const bands: string[] = []
  for (let first = 0; first < rates.length; first++) {
    if (rates[first] !== null) {
      continue
    }
    let next = first
    while (rates[next] === null) {
      next++
    }
    bands.push(
      element('rect', {
        class: 'chart-unreadable',
        x: widthShare(placeIn(x, first)),
        y,
        width: widthShare((next - first) / rates.length),
        height: tall,
      }),
    )
    first = next
  }
  return bands
}

function describe({ stepSeconds, rates }: RateSeriesInput, known: readonly number[]): string {
  const unread = rates.length - known.length
  const pieces = `${rates.length} pieces of ${stepSeconds} seconds.`
  if (known.length === 0) {
    return `${pieces} No heart rate could be read.`
  }
  const lowest = Math.round(Math.min(...known))
  const highest = Math.round(Math.max(...known))
  return `${pieces} Between ${lowest} and ${highest} beats per minute. ${unread} of the pieces could not be read.`
}
