import {
  type Attribution,
  attributionBars,
  formatSigned,
  sortAttributions,
} from '../../../sdk/charts/index.ts'
import type { ReportedFeature, RiskReport } from '../../../sdk/inference/riskReport.ts'
import { drawn, foreign, html, type Markup } from '../html.ts'

const shownBars = 9

/** The contribution of every value, as signed bars and as a table. */
export function drivers({ outcome, features }: RiskReport): Markup {
  return html`<section class="card">
<h2>What drove the answer</h2>
${outcome.status === 'answered' ? contributions(features) : html`<p>Nothing: the model abstained, so no value moved an estimate.</p>`}
</section>`
}

function contributions(features: readonly ReportedFeature[]): Markup {
  const attributions = sortAttributions(features.map(attribution))
  const total = attributions.reduce((sum, { contribution }) => sum + contribution, 0)
  return html`<p>Each value moves the estimate up or down from the average. The numbers add up; they are changes of the log-odds. They describe the model, not a cause in the patient.</p>
<figure>
${drawn(attributionBars({ id: 'attribution-bars', attributions, maximumBars: shownBars }))}
<details><summary>All contributions as a table</summary>
<table>
<caption>Contribution of each value, largest first</caption>
<thead><tr><th scope="col">Value</th><th scope="col" class="number">Log-odds</th><th scope="col" class="number">Odds</th></tr></thead>
<tbody>
${attributions.map(contributionRow)}
</tbody>
<tfoot><tr><th scope="row">All together</th><td class="number">${formatSigned(total, 2)}</td><td class="number">× ${oddsFactor(total)}</td></tr></tfoot>
</table>
</details>
</figure>`
}

function attribution({ label, received, contribution }: ReportedFeature): Attribution {
  return { label, value: received === null ? 'not in the record' : received.display, contribution }
}

function contributionRow({ label, value, contribution }: Attribution): Markup {
  return html`<tr><th scope="row">${foreign(label)}: ${foreign(value)}</th><td class="number">${formatSigned(contribution, 2)}</td><td class="number">× ${oddsFactor(contribution)}</td></tr>
`
}

/** exp of a change of the log-odds is the factor on the odds. */
function oddsFactor(contribution: number): string {
  return Math.exp(contribution).toPrecision(3)
}
