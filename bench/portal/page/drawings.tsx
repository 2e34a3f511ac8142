import type { ComponentChild } from 'preact'
import { render } from 'preact'
import uPlot from 'uplot'
import { createPortal, PortalProvider } from '../../../portal/app/portal.ts'
import RecordSignals from '../../../portal/record/recordSignals.tsx'
import { SignalPlot } from '../../../portal/record/signalPlot.tsx'
import { summariseSignal } from '../../../sdk/charts/signalSummary.ts'
import { ecgTracesOf } from '../../../sdk/fhir/ecgTraces.ts'
import { parseBundle } from '../../../sdk/fhir/parseBundle.ts'
import type { PlainRow } from '../plainRow.ts'

Object.assign(globalThis, { __zod_globalConfig: { jitless: true } })

/** What the benchmark asks the page to do. Each gives the milliseconds from the asking until the frame after it is painted. */
export interface Drawings {
  /** As a reader of a record gets it: from its decrypted bytes to the trace. */
  record(): Promise<number>
  /** The trace with its buttons, samples at hand, and then the whole of it. */
  plot(): Promise<number>
  whole(): Promise<number>
  /** One step to the side, by a key. */
  step(): Promise<number>
  /** All samples as one SVG polyline. */
  polyline(): Promise<number>
  /** All samples given to uPlot. */
  allPoints(): Promise<number>
  /** Receipts in one table, all at once. */
  plainTable(): Promise<number>
  clear(): Promise<number>
}

const root = document.getElementById('app') as HTMLElement
const portal = createPortal()
const show = (child: ComponentChild) =>
  render(child && <PortalProvider value={portal}>{child}</PortalProvider>, root)

const content = await (await fetch('./ecg.json')).blob()
const rows = (await (await fetch('./rows.json')).json()) as readonly PlainRow[]
const samples = ecgTracesOf(parseBundle(new Uint8Array(await content.arrayBuffer())))[0]?.read(1_000_000)
if (!samples) throw new TypeError('There is no signal.')
const { values, samplingHertz } = samples
const signal = { ...samples, ...summariseSignal(values) }

const WIDTH = 1_000
const HEIGHT = 260

const nextFrame = () => new Promise<void>((resolve) => requestAnimationFrame(() => setTimeout(resolve)))

/** Until `isThere`, and the frame after it is painted. */
async function timed(work: () => void, isThere: () => boolean = () => true): Promise<number> {
  await nextFrame()
  const started = performance.now()
  work()
  do await nextFrame()
  while (!isThere())
  return performance.now() - started
}

const press = (key: string) =>
  document.querySelector('.signal-plot')?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
const isDrawn = () => document.querySelector('.signal-plot canvas') !== null

const drawings: Drawings = {
  record: () => timed(() => show(<RecordSignals content={content} />), isDrawn),
  plot: () => timed(() => show(<SignalPlot label="II" signal={signal} />), isDrawn),
  whole: () =>
    timed(() => {
      for (const button of document.querySelectorAll('button'))
        if (button.textContent === 'All of it') button.click()
    }),
  step: () => timed(() => press('ArrowRight')),
  polyline: () =>
    timed(() => {
      const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
      svg.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`)
      const line = document.createElementNS(svg.namespaceURI, 'polyline')
      const { least, greatest } = signal
      line.setAttribute(
        'points',
        Array.from(values, (value, index) => {
          const y = (HEIGHT * (greatest - value)) / (greatest - least)
          return `${((WIDTH * index) / values.length).toFixed(2)},${y.toFixed(2)}`
        }).join(' '),
      )
      line.setAttribute('fill', 'none')
      line.setAttribute('stroke', 'black')
      svg.append(line)
      root.append(svg)
    }),
  allPoints: () =>
    timed(() => {
      const times = Float64Array.from(values, (_, index) => index / samplingHertz)
      new uPlot(
        { width: WIDTH, height: HEIGHT, scales: { x: { time: false } }, series: [{}, { stroke: 'black' }] },
        [times, values],
        root,
      )
    }),
  plainTable: () =>
    timed(() =>
      show(
        <table>
          <tbody>
            {rows.map((cells, index) => (
              <tr key={index}>
                {cells.map((cell, column) => (
                  <td key={column}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>,
      ),
    ),
  clear: () =>
    timed(() => {
      show(null)
      root.replaceChildren()
    }),
}

Object.assign(globalThis, { drawings })
