import {
  formatPercent,
  formatPercentRange,
  formatWholePercent,
  riskScale,
} from '../../../sdk/charts/index.ts'
import type {
  AbstainedOutcome,
  AbstentionRule,
  AnsweredOutcome,
  RiskReport,
} from '../../../sdk/inference/riskReport.ts'
import { drawn, foreign, html, type Markup, nothing } from '../html.ts'
import { observedInWords, riskInWords } from '../riskInWords.ts'

/** The probability with its interval, or why there is none. */
export function answer({ outcome, model }: RiskReport): Markup {
  return html`<section class="answer card">
<h2>Answer</h2>
${outcome.status === 'answered' ? estimate(outcome, observedInWords(outcome.probability, model.calibration)) : abstention(outcome)}
<p class="notice">Computed for a clinician to weigh. Not a diagnosis, and not a medical device.</p>
</section>`
}

function estimate(outcome: AnsweredOutcome, observed: string | null): Markup {
  const words = riskInWords(outcome)
  const [low, high] = outcome.interval
  const scale = riskScale({
    id: 'risk-scale',
    ...outcome,
    uncertainBetween: outcome.abstention.uncertainBetween,
  })
  return html`<div class="estimate">
<p class="figure-number">${formatWholePercent(outcome.probability)}<span class="figure-sign"> %</span><span class="figure-interval">interval ${formatPercentRange(low, high)}</span></p>
<div class="prose">
<p class="lead">${words.comparison}</p>
<p>${words.frequencies}</p>
${observed === null ? nothing : html`<p>${observed}</p>`}
</div>
</div>
<figure class="scale">
${drawn(scale)}
<details><summary>Scale as a table</summary>
<table>
<caption>The estimate and what it is compared with</caption>
<thead><tr><th scope="col">Quantity</th><th scope="col" class="number">Probability</th></tr></thead>
<tbody>
<tr><th scope="row">Estimate</th><td class="number">${formatPercent(outcome.probability)}</td></tr>
<tr><th scope="row">Interval of the estimate (the model card says how it is made)</th><td class="number">${formatPercentRange(low, high)}</td></tr>
<tr><th scope="row">Average over the reference population</th><td class="number">${formatPercent(outcome.baseline)}</td></tr>
${bandRow(outcome.abstention)}
</tbody>
</table>
</details>
</figure>`
}

function bandRow({ uncertainBetween: [low, high] }: AbstentionRule): Markup {
  return high > low
    ? html`<tr><th scope="row">Abstains between</th><td class="number">${formatPercentRange(low, high)}</td></tr>`
    : nothing
}

function abstention(outcome: AbstainedOutcome): Markup {
  return html`<p class="figure-words">No probability given</p>
<p class="lead">The model abstained, because:</p>
<ul class="reasons">
${outcome.reasons.map((reason) => html`<li>${foreign(reason.text)}</li>`)}
</ul>
<p>An abstention says nothing about the risk: it is neither high nor low.</p>`
}

/** The rule by which the model abstains, and whether it applied. */
export function abstentionRule({ outcome }: RiskReport): Markup {
  return html`<section class="card">
<h2>When the model abstains</h2>
<p>${foreign(outcome.abstention.text)}</p>
<p>${outcome.status === 'answered' ? 'It did not abstain here.' : 'It abstained here.'}</p>
</section>`
}
