import type { AbstainedOutcome } from '../../../../sdk/inference/clinicalReport.ts'
import { foreign, html, type Markup } from '../../html.ts'
import type { KindWords } from '../../kindWords.ts'

/** Why there is no answer. */
export function abstention({ reasons }: AbstainedOutcome, words: KindWords): Markup {
  return html`<p class="figure-words">${words.noAnswer}</p>
<p class="lead">The model abstained, because:</p>
<ul class="reasons">
${reasons.map((reason) => html`<li>${foreign(reason.text)}</li>`)}
</ul>
<p>${words.silence}</p>`
}
