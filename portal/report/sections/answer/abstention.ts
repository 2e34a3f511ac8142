import type { AbstainedOutcome } from '../../../../sdk/inference/clinicalReport.ts'
import { foreign, html, type Markup, nothing } from '../../html.ts'
import type { KindWords } from '../../kindWords.ts'

/** Why there is no answer. */
export function abstention({ reasons, urgency }: AbstainedOutcome, words: KindWords): Markup {
  return html`<p class="figure-words">${words.noAnswer}</p>
<p class="lead">The model abstained, because:</p>
<ul class="reasons">
${reasons.map((reason) => html`<li>${foreign(reason.text)}</li>`)}
</ul>
${urgency === undefined ? nothing : html`<p class="notice">Look at the patient all the same: ${foreign(urgency)}.</p>`}
<p>${words.silence}</p>`
}
