import {
  calibrationPlot,
  formatPercent,
  formatWholePercent,
  wilsonInterval,
} from '../../../sdk/charts/index.ts'
import type { CalibrationBin, ReportedModel, RiskReport } from '../../../sdk/inference/riskReport.ts'
import { drawn, foreign, html, type Markup } from '../html.ts'

/** How the model did on patients it had not seen, and what it is meant for. */
export function trust({ model, outcome }: RiskReport): Markup {
  return html`<section class="card">
<h2>How far to trust the model</h2>
<div class="columns">
<div>
<h3>Predicted against observed</h3>
${calibration(model.calibration, outcome.status === 'answered' ? outcome.probability : null)}
</div>
<div>
<h3>Model card</h3>
<p><strong>${foreign(model.title)}</strong></p>
<p>Intended use: ${foreign(model.intendedUse)}</p>
${metrics(model)}
${hashes(model)}
</div>
</div>
</section>`
}

function calibration(bins: readonly CalibrationBin[], probability: number | null): Markup {
  if (bins.every(({ count }) => count === 0)) {
    return html`<p>The model card gives no calibration figures.</p>`
  }
  return html`<figure class="calibration">
${drawn(calibrationPlot({ id: 'calibration-plot', bins, probability }))}
<figcaption>Each point is a group of patients with a similar estimate. On the dotted line, what was predicted is what was observed. Lines show 95 % Wilson intervals; bars below count patients.</figcaption>
<details><summary>Calibration as a table</summary>
<table class="dense">
<caption>Calibration from predictions for patients not seen in training; shares in per cent</caption>
<thead><tr><th scope="col">Predicted</th><th scope="col" class="number">Patients</th><th scope="col" class="number">Mean</th><th scope="col" class="number">Observed</th><th scope="col" class="number">95 % interval</th></tr></thead>
<tbody>
${bins.map(binRow)}
</tbody>
</table>
</details>
</figure>`
}

function binRow({ from, to, count, meanPredicted, observed }: CalibrationBin): Markup {
  const range = html`<th scope="row" class="range">${percents(from, to)}</th>`
  if (count === 0) {
    return html`<tr>${range}<td class="number">0</td><td class="number">–</td><td class="number">–</td><td class="number">–</td></tr>
`
  }
  return html`<tr>${range}<td class="number">${count}</td><td class="number">${formatWholePercent(meanPredicted)}</td><td class="number">${formatWholePercent(observed)}</td><td class="number">${percents(...wilsonInterval(observed, count))}</td></tr>
`
}

function percents(low: number, high: number): string {
  return `${formatWholePercent(low)}–${formatWholePercent(high)}`
}

function metrics({ metrics: { auc, brier, ece } }: ReportedModel): Markup {
  return html`<table>
<caption>Cross-validated, on patients not seen in training</caption>
<thead><tr><th scope="col">Measure</th><th scope="col">What it says</th><th scope="col" class="number">Value</th></tr></thead>
<tbody>
<tr><th scope="row">AUC</th><td>Share of pairs, one patient with and one without the condition, that it ranks rightly; 0.5 is chance, 1 is best</td><td class="number">${auc.toFixed(3)}</td></tr>
<tr><th scope="row">Brier score</th><td>Mean squared error of the probability; 0 is best, 0.25 is always saying ${formatPercent(0.5)}</td><td class="number">${brier.toFixed(3)}</td></tr>
<tr><th scope="row">Calibration error</th><td>Mean gap between predicted and observed (ECE); 0 is best</td><td class="number">${ece.toFixed(3)}</td></tr>
</tbody>
</table>`
}

function hashes({ name, modelVersion, cardHash, weightsHash }: ReportedModel): Markup {
  return html`<details class="reference"><summary>Version and hashes</summary>
<dl class="hashes">
<dt>Name</dt><dd>${foreign(name)}</dd>
<dt>Model version</dt><dd class="code">${foreign(modelVersion)}</dd>
<dt>Hash of the card</dt><dd class="code">${foreign(cardHash)}</dd>
<dt>Hash of the weights</dt><dd class="code">${foreign(weightsHash)}</dd>
</dl>
</details>`
}
