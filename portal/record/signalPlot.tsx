import { useSignal } from '@preact/signals'
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import { movedWindow, scaledWindow, type TimeWindow } from '../../sdk/charts/timeWindow.ts'
import { usePortal } from '../app/portal.ts'
import { Button } from '../parts/button.tsx'
import { signals } from '../words/signals.ts'
import { drawSignal, type PlottedSignal, type SignalChart } from './signalChart.ts'
import { followPointers } from './signalPointers.ts'

export interface SignalPlotProps {
  /** Names the trace. */
  readonly label: string
  readonly signal: PlottedSignal
}

/** Seconds that are shown at first: what a strip of paper shows. */
const STRIP = 10
/** Seconds that are shown at least. */
const SHORTEST = 0.5
/** Of the window, that one press moves it. */
const STEP = 0.5

/** A long signal that can be moved and zoomed: by buttons, keys, mouse and fingers. */
export function SignalPlot({ label, signal }: SignalPlotProps) {
  const { theme } = usePortal().theme
  const seconds = signal.values.length / signal.samplingHertz
  const limits = useMemo(() => ({ seconds, shortest: SHORTEST }), [seconds])
  const window = useSignal<TimeWindow>({ from: 0, to: Math.min(STRIP, seconds) })
  const place = useRef<HTMLDivElement>(null)
  const chart = useRef<SignalChart>(null)
  const { from, to } = window.value
  const move = (share: number) => {
    const { from, to } = window.peek()
    window.value = movedWindow(window.peek(), share * (to - from), limits)
  }
  const scale = (factor: number, at = 0.5) => {
    const { from, to } = window.peek()
    window.value = scaledWindow(window.peek(), factor, from + at * (to - from), limits)
  }
  const deeds: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => move(-STEP),
    ArrowRight: () => move(STEP),
    '+': () => scale(0.5),
    '=': () => scale(0.5),
    '-': () => scale(2),
    Home: () => move(Number.NEGATIVE_INFINITY),
    End: () => move(Number.POSITIVE_INFINITY),
  }
  useLayoutEffect(() => {
    const holder = place.current
    if (!holder) return
    const drawn = drawSignal(holder, signal, window.peek())
    chart.current = drawn
    const forget = followPointers(drawn.surface, { move, scale })
    const sizes = new ResizeObserver(() => drawn.resize(holder.clientWidth))
    sizes.observe(holder)
    const scheme = matchMedia('(prefers-color-scheme: dark)')
    scheme.addEventListener('change', drawn.redraw)
    return () => {
      scheme.removeEventListener('change', drawn.redraw)
      sizes.disconnect()
      forget()
      drawn.destroy()
      chart.current = null
    }
  }, [signal])
  useLayoutEffect(() => chart.current?.show(window.value), [window.value])
  useLayoutEffect(() => chart.current?.redraw(), [theme.value])
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of a plot and its buttons is no fieldset
    <div
      class="signal"
      role="group"
      aria-label={signals.plot(label)}
      onKeyDown={(event) => {
        const deed = event.ctrlKey || event.altKey || event.metaKey ? undefined : deeds[event.key]
        if (!deed) return
        event.preventDefault()
        deed()
      }}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it is moved by keys */}
      <div class="signal-plot" ref={place} tabIndex={0} role="img" aria-label={signals.plot(label)} />
      <p role="status">{signals.shown(from, to, seconds)}</p>
      <div class="buttons">
        <Button disabled={from <= 0} onClick={() => move(-STEP)}>
          {signals.earlier}
        </Button>
        <Button disabled={to >= seconds} onClick={() => move(STEP)}>
          {signals.later}
        </Button>
        <Button disabled={to - from <= Math.min(SHORTEST, seconds)} onClick={() => scale(0.5)}>
          {signals.closer}
        </Button>
        <Button disabled={to - from >= seconds} onClick={() => scale(2)}>
          {signals.wider}
        </Button>
        <Button disabled={to - from >= seconds} onClick={() => scale(Number.POSITIVE_INFINITY)}>
          {signals.whole}
        </Button>
      </div>
      <p class="help">{signals.keys}</p>
    </div>
  )
}
