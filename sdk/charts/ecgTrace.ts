import { durationText } from './clockText.ts'
import { formatDecimal } from './formatNumber.ts'
import { chart, coordinate, element, requireFinite, textNode } from './svg.ts'

export interface EcgTraceInput {
  /** Unique within the page. */
  readonly id: string
  /** Seconds from the start of the recording to the start of the excerpt. */
  readonly startSeconds: number
  readonly samplingHertz: number
  /** null where a sample is missing. */
  readonly millivolts: readonly (number | null)[]
  /** Detected beats, in seconds from the start of the excerpt. */
  readonly beats: readonly number[]
}

/** The usual paper: 25 mm a second, 10 mm a millivolt, a thin line every millimetre, a thick one every five. */
const millimetresPerSecond = 25
const millimetresPerMillivolt = 10
/** 7 s to a row: 175 mm, which fits between the margins of an A4 page. */
const rowSeconds = 7
/** Millimetres above each row, for the marks of the beats. */
const markHeight = 6
/** Voltages beyond are drawn at the edge: 4 mV is far above a healthy R wave. */
const mostMillivolts = 4

/**
 * A single lead on millimetre paper, in rows of 7 seconds, with a mark above each detected beat. Its units are
 * millimetres, and printed unscaled it has true size.
 */
export function ecgTrace(input: EcgTraceInput): string {
  const { samplingHertz, millivolts, beats } = input
  requireFinite(input.startSeconds, 'The start of the excerpt')
  requireFinite(samplingHertz, 'The sampling rate')
  for (const value of [...millivolts, ...beats]) {
    requireFinite(value ?? 0, 'A number of the excerpt')
  }
  const seconds = samplingHertz > 0 ? millivolts.length / samplingHertz : 0
  const rows = Math.max(1, Math.ceil(seconds / rowSeconds - 1e-9))
  const paper = paperFor(millivolts, Math.min(seconds, rowSeconds))
  const rowHeight = markHeight + paper.height
  return chart(
    {
      id: input.id,
      title: 'Electrocardiogram with the detected beats',
      description: describe(input, seconds),
      size: {
        viewBox: `0 0 ${coordinate(paper.width)} ${coordinate(rows * rowHeight)}`,
        width: `${coordinate(paper.width)}mm`,
      },
    },
    ...Array.from({ length: rows }, (_, row) => rowOf(input, paper, row, row * rowHeight)),
  )
}

interface Paper {
  readonly width: number
  readonly height: number
  /** Millimetres from the top of the paper to 0 mV. */
  readonly zero: number
}

/** Wide enough for a row and high enough for the signal, in whole squares of 5 mm. */
function paperFor(samples: readonly (number | null)[], seconds: number): Paper {
  const squares = (size: number) => Math.ceil(size / 5 - 1e-9) * 5
  const millivolts = samples.flatMap((value) => value ?? [])
  const highest = millivolts.reduce((most, value) => Math.max(most, clip(value)), 0.5)
  const lowest = millivolts.reduce((least, value) => Math.min(least, clip(value)), -0.5)
  const zero = squares(highest * millimetresPerMillivolt)
  return {
    width: Math.max(25, squares(seconds * millimetresPerSecond)),
    height: zero + squares(-lowest * millimetresPerMillivolt),
    zero,
  }
}

function clip(millivolts: number): number {
  return Math.max(-mostMillivolts, Math.min(mostMillivolts, millivolts))
}

function rowOf(input: EcgTraceInput, paper: Paper, row: number, top: number): string {
  const { samplingHertz, millivolts, beats, startSeconds } = input
  const first = Math.floor(row * rowSeconds * samplingHertz)
  // One sample more than the row holds, so that the trace goes on to its edge.
  const samples = millivolts.slice(first, Math.floor((row + 1) * rowSeconds * samplingHertz) + 1)
  const paperTop = top + markHeight
  const from = row * rowSeconds
  return [
    grid(paper, paperTop),
    element('path', {
      class: 'chart-trace',
      d: samples
        .map((value, index) => {
          if (value === null) return ''
          const x = coordinate((index / samplingHertz) * millimetresPerSecond)
          const y = coordinate(paperTop + paper.zero - clip(value) * millimetresPerMillivolt)
          return `${typeof samples[index - 1] === 'number' ? 'L' : 'M'}${x} ${y}`
        })
        .join(''),
    }),
    ...beats
      .filter((beat) => beat >= from && beat < from + rowSeconds)
      .map((beat) => beatMark((beat - from) * millimetresPerSecond, paperTop)),
    textNode(
      { class: 'chart-small', x: 1, y: paperTop + paper.height - 1.5 },
      durationText(startSeconds + from),
    ),
  ].join('')
}

function grid({ width, height }: Paper, top: number): string {
  const lines = (step: number) =>
    [
      ...Array.from({ length: width / step + 1 }, (_, index) => `M${index * step} ${top}v${height}`),
      ...Array.from({ length: height / step + 1 }, (_, index) => `M0 ${top + index * step}h${width}`),
    ].join('')
  return [
    element('path', { class: 'chart-paper-fine', d: lines(1) }),
    element('path', { class: 'chart-paper', d: lines(5) }),
  ].join('')
}

/** A triangle that points down at the beat. */
function beatMark(x: number, paperTop: number): string {
  const tip = paperTop - 0.8
  return element('path', {
    class: 'chart-beat',
    d: `M${coordinate(x - 1.4)} ${coordinate(tip - 2.8)}h2.8L${coordinate(x)} ${coordinate(tip)}Z`,
  })
}

function describe({ beats, millivolts, startSeconds }: EcgTraceInput, seconds: number): string {
  const intervals = beats.slice(1).map((beat, index) => beat - (beats[index] ?? 0))
  const sentences = [
    `${formatDecimal(seconds, 1)} seconds of one lead, from ${durationText(startSeconds)} after the start of the recording.`,
    `${beats.length} beats were detected.`,
  ]
  if (intervals.length > 0) {
    const [shortest, longest] = [Math.min(...intervals), Math.max(...intervals)].map((interval) =>
      Math.round(interval * 1000),
    )
    sentences.push(`From beat to beat it took between ${shortest} and ${longest} milliseconds.`)
  }
  if (millivolts.some((value) => Math.abs(value ?? 0) > mostMillivolts)) {
    sentences.push(`Voltages beyond ${mostMillivolts} mV are drawn at the edge.`)
  }
  if (millivolts.includes(null)) {
    sentences.push('The line is broken where samples are missing.')
  }
  return sentences.join(' ')
}
