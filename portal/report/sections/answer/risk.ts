import {
  formatDecimal,
  formatPercent,
  formatPercentRange,
  formatWholePercent,
  riskScale,
} from '../../../../sdk/charts/index.ts'
import type {
  AbstentionRule,
  Counterfactual,
  ReportedFeature,
  ReportedModel,
  RiskOutcome,
} from '../../../../sdk/inference/clinicalReport.ts'
import { observedInWords } from '../../calibrationInWords.ts'
import { drawn, foreign, html, type Markup, nothing } from '../../html.ts'
import { intervalInWords, riskInWords } from '../../riskInWords.ts'
import { unitText } from '../../unitText.ts'

/** The probability with its interval, what was observed in patients with such an estimate, and what would change it. */
export function risk(
  outcome: RiskOutcome,
  { calibration }: ReportedModel,
  features: readonly ReportedFeature[],
): Markup {
  const words = riskInWords(outcome)
  const observed = observedInWords('risk', outcome.probability, calibration)
  const [low, high] = outcome.interval
  const scale = riskScale({
    id: 'risk-scale',
    ...outcome,
    uncertainBetween: outcome.abstention.uncertainBetween ?? [0.5, 0.5],
  })
  return html`<div class="estimate">
<p class="figure-number">${formatWholePercent(outcome.probability)}<span class="figure-sign"> %</span><span class="figure-interval">interval ${formatPercentRange(low, high)}</span></p>
<div class="prose">
<p class="lead">${words.comparison}</p>
<p>${words.frequencies}</p>
${observed === null ? nothing : html`<p>${observed}</p>`}
<p>${intervalInWords}</p>
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
<tr><th scope="row">Had the condition among the patients it was trained on</th><td class="number">${formatPercent(outcome.prevalence)}</td></tr>
<tr><th scope="row">Where the explanation starts (a point of reference, no share of patients)</th><td class="number">${formatPercent(outcome.baseline)}</td></tr>
${bandRow(outcome.abstention)}
</tbody>
</table>
</details>
</figure>
${outcome.counterfactual === null ? nothing : otherwise(outcome.counterfactual, features)}`
}

function bandRow({ uncertainBetween: [low, high] = [0.5, 0.5] }: AbstentionRule): Markup {
  return high > low
    ? html`<tr><th scope="row">Abstains between</th><td class="number">${formatPercentRange(low, high)}</td></tr>`
    : nothing
}

function otherwise({ changes, probability }: Counterfactual, features: readonly ReportedFeature[]): Markup {
  return html`<h3>How the model would answer otherwise</h3>
<p>With these values and all others as they are, it would say ${formatPercent(probability)}. Only values that can be acted on were tried. This describes the model: it is no cause, and no promise that a treatment has this effect.</p>
<table>
<caption>The least change of values after which the answer would no longer stand</caption>
<thead><tr><th scope="col">Value</th><th scope="col" class="number">Used</th><th scope="col" class="number">Instead</th></tr></thead>
<tbody>
${changes.map((change) => changeRow(change, features))}
</tbody>
</table>`
}

function changeRow(
  { feature: name, from, to }: Counterfactual['changes'][number],
  features: readonly ReportedFeature[],
): Markup {
  const feature = features.find((candidate) => candidate.name === name)
  const unit = unitText(feature?.unit ?? '1')
  return html`<tr><th scope="row">${foreign(feature?.label ?? name)}</th><td class="number">${formatDecimal(from, 4)} ${foreign(unit)}</td><td class="number">${formatDecimal(to, 4)} ${foreign(unit)}</td></tr>
`
}
