import type { RiskReport } from '../../../sdk/inference/riskReport.ts'
import { foreign, html, type Markup } from '../html.ts'

/** What holds for every report, then what this report adds. */
export function limits({ limits: stated }: RiskReport): Markup {
  return html`<section class="card">
<h2>Limits</h2>
<ul>
<li>A quorum proves that nodes agree on the computation, never that a diagnosis is true.</li>
<li>This is not a medical device, and not for life-critical monitoring.</li>
${stated.map((limit) => html`<li>${foreign(limit)}</li>`)}
</ul>
</section>`
}
