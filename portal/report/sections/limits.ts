import type { RiskReport } from '../../../sdk/inference/riskReport.ts'
import { STANDING_LIMITS } from '../../../sdk/inference/standingLimits.ts'
import { foreign, html, type Markup } from '../html.ts'

/** What holds for every report, then what this report adds. */
export function limits({ limits: stated }: RiskReport): Markup {
  return html`<section class="card">
<h2>Limits</h2>
<ul>
${STANDING_LIMITS.map((limit) => html`<li>${limit}</li>`)}
${stated.filter((limit) => !STANDING_LIMITS.includes(limit)).map((limit) => html`<li>${foreign(limit)}</li>`)}
</ul>
</section>`
}
