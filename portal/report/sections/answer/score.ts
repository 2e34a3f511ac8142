import { formatDecimal, formatPercent, scoreTimeline } from '../../../../sdk/charts/index.ts'
import type { ReportedFeature, ScoreOutcome } from '../../../../sdk/inference/clinicalReport.ts'
import { drawn, foreign, html, type Markup, nothing } from '../../html.ts'
import { timeText } from '../../timeText.ts'

/** Where the Royal College of Physicians asks for more (NEWS2, 2017, chart 4: clinical response). */
const thresholds = [
  { score: 5, label: 'urgent response' },
  { score: 7, label: 'emergency response' },
] as const
/** The table of past scores shows the latest. */
const mostRows = 24

/** The number, what is due, the points of each parameter, and where the score is heading. */
export function score(outcome: ScoreOutcome, features: readonly ReportedFeature[]): Markup {
  const { maximum, band, response, series, choices } = outcome
  return html`<div class="estimate">
<p class="figure-number">${formatDecimal(outcome.score, 0)}<span class="figure-sign"> of ${formatDecimal(maximum, 0)}</span><span class="figure-interval">${foreign(`${band} band`)}</span></p>
<div class="prose">
<p class="lead">${foreign(response)}</p>
${trend(outcome)}
</div>
</div>
<figure class="scale">
${drawn(scoreTimeline({ id: 'score-timeline', points: series, maximum, thresholds }))}
<details><summary>Scores as a table</summary>
<table class="dense">
<caption>${series.length > mostRows ? `The latest ${mostRows} of ${series.length} scores` : 'Scores, oldest first'}</caption>
<thead><tr><th scope="col">Time</th><th scope="col" class="number">Score</th></tr></thead>
<tbody>
${series.slice(-mostRows).map(
  (
    point,
  ) => html`<tr><th scope="row">${foreign(timeText(point.time))}</th><td class="number">${formatDecimal(point.score, 0)}</td></tr>
`,
)}
</tbody>
</table>
</details>
</figure>
<h3>Points of each parameter</h3>
<table>
<caption>At the time of the latest score</caption>
<thead><tr><th scope="col">Parameter</th><th scope="col">Value</th><th scope="col" class="number">Points</th></tr></thead>
<tbody>
${features.map(
  ({
    label,
    received,
    contribution,
  }) => html`<tr><th scope="row">${foreign(label)}</th><td>${received === null ? html`<em>not in the record</em>` : foreign(received.display)}</td><td class="number">${formatDecimal(contribution, 0)}</td></tr>
`,
)}
</tbody>
<tfoot><tr><th scope="row">Score</th><td></td><td class="number">${formatDecimal(outcome.score, 0)}</td></tr></tfoot>
</table>
${
  choices.length === 0
    ? nothing
    : html`<h3>Choices of the chart</h3>
<ul>
${choices.map((choice) => html`<li>${foreign(choice)}</li>`)}
</ul>`
}`
}

function trend({ trend: found }: ScoreOutcome): Markup {
  if (found.probability === null) {
    return html`<p>Trend: ${foreign(found.text)}</p>`
  }
  return html`<p>Trend: ${foreign(found.text)} Probability ${formatPercent(found.probability)} within ${formatDecimal(found.hours, 2)} hours.</p>
${found.drivers.length === 0 ? nothing : html`<p>What points there: ${found.drivers.map((driver, index) => html`${index === 0 ? '' : '; '}${foreign(driver)}`)}.</p>`}`
}
