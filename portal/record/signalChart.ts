import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import '../styles/signals.css'
import { minMaxColumns } from '../../sdk/charts/minMaxColumns.ts'
import type { TimeWindow } from '../../sdk/charts/timeWindow.ts'
import { signals } from '../words/signals.ts'

export interface PlottedSignal {
  readonly samplingHertz: number
  /** No number where one is missing or beyond what can be measured. */
  readonly values: Float32Array
  readonly least: number
  readonly greatest: number
}

/** A drawn signal. Everything that uPlot is told is in here. */
export interface SignalChart {
  /** What the trace is drawn on: where a pointer lies, the time lies. */
  readonly surface: HTMLElement
  show(window: TimeWindow): void
  resize(width: number): void
  /** Again, in the colours of now. */
  redraw(): void
  destroy(): void
}

const HEIGHT = 260
/** Seconds up to which the fine lines of the paper can be told apart. */
const FINE = 12
/** As of electrocardiogram paper: 0.04 s and 0.1 mV, with a strong line at each fifth. */
const SQUARE = { seconds: 0.04, millivolts: 0.1 } as const
/** Seconds between the times that are written. */
const STEPS = [0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600]

export function drawSignal(place: HTMLElement, signal: PlottedSignal, first: TimeWindow): SignalChart {
  let window = first
  const colour = (name: string) => getComputedStyle(place).getPropertyValue(name)
  const pointsOf = ({ from, to }: TimeWindow, width: number): uPlot.AlignedData => {
    const columns = width * devicePixelRatio
    const { times, values } = minMaxColumns(signal.values, signal.samplingHertz, { from, to }, columns)
    return [times as number[], values as (number | null)[]]
  }
  const ink = () => colour('--signal-ink')
  const text = () => colour('--signal-text')
  const plot = new uPlot(
    {
      width: place.clientWidth,
      height: HEIGHT,
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, range: () => [window.from, window.to] },
        y: { range: () => voltsOf(signal) },
      },
      series: [{}, { stroke: ink, width: 1, points: { show: false } }],
      axes: [
        {
          stroke: text,
          grid: { show: false },
          ticks: { show: false },
          incrs: STEPS,
          values: (_, times) => times.map((time) => signals.clock(time, window.to - window.from < 5)),
        },
        {
          stroke: text,
          label: signals.axis,
          size: 52,
          labelSize: 22,
          grid: { show: false },
          ticks: { show: false },
          values: (_, volts) => volts.map(signals.volts),
        },
      ],
      hooks: {
        drawClear: [
          (own) => {
            if (window.to - window.from <= FINE) paper(own, 1, colour('--signal-paper-fine'))
            paper(own, window.to - window.from <= 5 * FINE ? 5 : 25, colour('--signal-paper'))
          },
        ],
      },
    },
    pointsOf(first, place.clientWidth),
    place,
  )
  return {
    surface: plot.over,
    show(to) {
      window = to
      plot.setData(pointsOf(to, plot.over.clientWidth))
    },
    resize(width) {
      plot.setSize({ width, height: HEIGHT })
      plot.setData(pointsOf(window, plot.over.clientWidth))
    },
    redraw: () => plot.redraw(),
    destroy: () => plot.destroy(),
  }
}

/** At least a millivolt, and some room above and below. */
function voltsOf({ least, greatest }: PlottedSignal): uPlot.Range.MinMax {
  const [low, high] = [Math.min(least, -0.5), Math.max(greatest, 0.5)]
  const room = 0.05 * (high - low)
  return [low - room, high + room]
}

/** Lines at every so many squares, behind the trace. */
function paper({ ctx, bbox, scales, valToPos }: uPlot, squares: number, colour: string): void {
  const lines = new Path2D()
  const { left, top, width, height } = bbox
  const along = (scale: 'x' | 'y', step: number, draw: (position: number) => void) => {
    const { min = 0, max = 0 } = scales[scale] as { min?: number; max?: number }
    // Squares too small to be told apart would be thousands.
    if ((max - min) / step > 500) return
    for (let index = Math.ceil(min / step); index * step <= max; index++)
      draw(Math.round(valToPos(index * step, scale, true)) + 0.5)
  }
  along('x', squares * SQUARE.seconds, (x) => {
    lines.moveTo(x, top)
    lines.lineTo(x, top + height)
  })
  along('y', squares * SQUARE.millivolts, (y) => {
    lines.moveTo(left, y)
    lines.lineTo(left + width, y)
  })
  ctx.save()
  ctx.strokeStyle = colour
  ctx.lineWidth = 1
  ctx.stroke(lines)
  ctx.restore()
}
