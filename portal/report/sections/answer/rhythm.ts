import {
  durationText,
  ecgTrace,
  formatDecimal,
  formatPercent,
  rateSeries,
} from '../../../../sdk/charts/index.ts'
import type { RhythmOutcome } from '../../../../sdk/inference/clinicalReport.ts'
import { drawn, foreign, html, type Markup } from '../../html.ts'
import { dateText, timeText } from '../../timeText.ts'

const screens = { regular: 'Regular', irregular: 'Irregular', inconclusive: 'Inconclusive' } as const
/** More pieces than these are put together in the table. */
const mostRows = 30
const mostBeats = 60

/** What the screen says, how much of the signal it read, the rate, and a piece of the trace to look at. */
export function rhythm(outcome: RhythmOutcome): Markup {
  const { screen, screenText, durationSeconds, noiseShare, heartRate, beats, longestGapSeconds } = outcome
  return html`<div class="estimate">
<p class="figure-words">${screens[screen]}<span class="figure-interval">${formatDecimal(heartRate, 0)} beats per minute</span></p>
<div class="prose">
<p class="lead">${foreign(recorded(outcome))} ${foreign(screenText)}</p>
<p>${String(beats)} beats were found in ${durationText(durationSeconds)} (minutes and seconds) of signal; ${formatPercent(noiseShare)} of it was noisy, missing or flat. The longest readable time between two beats was ${formatDecimal(longestGapSeconds, 2)} seconds.</p>
</div>
</div>
${trace(outcome)}
${rates(outcome)}
${variability(outcome)}`
}

function recorded({ recordedFrom, recordedTo }: RhythmOutcome): string {
  const [from, to] = [recordedFrom, recordedTo].map((time) =>
    /T/.test(time) ? timeText(time) : dateText(time),
  )
  return from === to ? `Recorded on ${from}.` : `Recorded from ${from} to ${to}.`
}

function trace({ excerpt }: RhythmOutcome): Markup {
  const shown = excerpt.beats.slice(0, mostBeats)
  return html`<h3>A piece of the trace</h3>
<figure>
${drawn(ecgTrace({ id: 'ecg-trace', ...excerpt }))}
<figcaption>25 mm per second and 10 mm per millivolt when printed at full size; squares of 1 and 5 mm. A triangle marks each detected beat. From ${durationText(excerpt.startSeconds)} after the start of the recording.</figcaption>
<details><summary>Beats as a table</summary>
<table class="dense">
<caption>Detected beats of this piece${shown.length < excerpt.beats.length ? `, the first ${mostBeats}` : ''}</caption>
<thead><tr><th scope="col">Beat</th><th scope="col" class="number">At, s</th><th scope="col" class="number">Since the beat before, ms</th></tr></thead>
<tbody>
${shown.map((beat, index) => {
  const before = excerpt.beats[index - 1]
  return html`<tr><th scope="row">${index + 1}</th><td class="number">${(excerpt.startSeconds + beat).toFixed(2)}</td><td class="number">${before === undefined ? '–' : ((beat - before) * 1000).toFixed(0)}</td></tr>
`
})}
</tbody>
</table>
</details>
</figure>`
}

function rates({ rateSeries: { stepSeconds, rates: found } }: RhythmOutcome): Markup {
  const together = Math.max(1, Math.ceil(found.length / mostRows))
  const rows = Array.from({ length: Math.ceil(found.length / together) }, (_, row) => row * together)
  return html`<h3>Heart rate</h3>
<figure>
${drawn(rateSeries({ id: 'rate-series', stepSeconds, rates: found }))}
<details><summary>Heart rate as a table</summary>
<table class="dense">
<caption>Beats per minute by piece of the recording</caption>
<thead><tr><th scope="col">From</th><th scope="col" class="number">Beats per minute</th></tr></thead>
<tbody>
${rows.map(
  (
    first,
  ) => html`<tr><th scope="row">${durationText(first * stepSeconds)}</th><td class="number">${rangeText(found.slice(first, first + together))}</td></tr>
`,
)}
</tbody>
</table>
</details>
</figure>`
}

function rangeText(rates: readonly (number | null)[]): string {
  const known = rates.flatMap((rate) => (rate === null ? [] : [Math.round(rate)]))
  if (known.length === 0) {
    return 'not readable'
  }
  const [low, high] = [Math.min(...known), Math.max(...known)]
  return low === high ? String(low) : `${low}–${high}`
}

function variability({ heartRate, sdnn, rmssd, variabilityText }: RhythmOutcome): Markup {
  return html`<h3>Heart-rate variability</h3>
<p>${foreign(variabilityText)}</p>
<table>
<caption>Over the intervals between normal beats (Task Force of the ESC and NASPE, 1996)</caption>
<thead><tr><th scope="col">Measure</th><th scope="col">What it says</th><th scope="col" class="number">Value</th></tr></thead>
<tbody>
<tr><th scope="row">Heart rate</th><td>Mean over the usable signal</td><td class="number">${formatDecimal(heartRate, 1)} per minute</td></tr>
<tr><th scope="row">SDNN</th><td>Standard deviation of the intervals; depends on the length of the recording</td><td class="number">${milliseconds(sdnn)}</td></tr>
<tr><th scope="row">RMSSD</th><td>Root mean square of the differences from one interval to the next</td><td class="number">${milliseconds(rmssd)}</td></tr>
</tbody>
</table>`
}

function milliseconds(value: number | null): string {
  return value === null ? 'not measured' : `${formatDecimal(value, 1)} ms`
}
