import type { ClinicalReport } from '../../../sdk/inference/clinicalReport.ts'
import { STANDING_LIMITS } from '../../../sdk/inference/standingLimits.ts'
import { foreign, html, type Markup } from '../html.ts'

/** What holds for every report, then what this report adds. */
export function limits({ limits: stated }: ClinicalReport): Markup {
  return html`<section class="card limits">
<h2>Limits</h2>
<ul>
${STANDING_LIMITS.map((limit) => html`<li>${limit}</li>`)}
${stated.filter((limit) => !STANDING_LIMITS.includes(limit)).map((limit) => html`<li>${foreign(limit)}</li>`)}
</ul>
</section>`
}
