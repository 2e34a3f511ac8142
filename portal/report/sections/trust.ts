import {
  binHolding,
  calibrationPlot,
  formatDecimal,
  formatPercent,
  formatPercentRange,
  formatWholePercent,
  wilsonInterval,
} from '../../../sdk/charts/index.ts'
import {
  type CalibrationBin,
  type ClinicalReport,
  type ModelKind,
  type Outcome,
  type ReportedModel,
  SURVIVAL_CALIBRATION_YEARS,
} from '../../../sdk/inference/clinicalReport.ts'
import { type CalibrationWords, calibrationWordsOf, observedInWords } from '../calibrationInWords.ts'
import { drawn, foreign, html, type Markup, nothing } from '../html.ts'

/** How the model did on patients it had not seen, and what it is meant for. */
export function trust({ model, outcome }: ClinicalReport): Markup {
  return html`<section class="card">
<h2>How far to trust the model</h2>
<div class="${predictsRisk(model) ? 'columns' : 'columns single'}">
${
  predictsRisk(model)
    ? html`<div>
<h3>${calibrationWordsOf(model.kind).heading}</h3>
${calibration(model, predictedProbability(outcome))}
</div>`
    : nothing
}
<div>
<h3>Model card</h3>
<p><strong>${foreign(model.title)}</strong></p>
<p>Intended use: ${foreign(model.intendedUse)}</p>
${measured(model)}
${hashes(model)}
</div>
</div>
</section>`
}

/** What the calibration of the model is about, where this outcome has it. */
function predictedProbability(outcome: Outcome): number | null {
  if (outcome.status === 'abstained') {
    return null
  }
  switch (outcome.kind) {
    case 'risk':
      return outcome.probability
    case 'survival': {
      const point = outcome.curve.find(({ years }) => years === SURVIVAL_CALIBRATION_YEARS)
      return point === undefined ? null : 1 - point.share
    }
    case 'score':
      return outcome.trend.probability
    case 'rhythm':
      return null
  }
}

function predictsRisk({ kind, calibration: bins }: ReportedModel): boolean {
  return kind === 'risk' || bins.length > 0
}

function calibration({ kind, calibration: bins }: ReportedModel, probability: number | null): Markup {
  if (bins.every(({ count }) => count === 0)) {
    return html`<p>The model card gives no calibration figures.</p>`
  }
  const words = calibrationWordsOf(kind)
  const { counted, observedAxis, isBinomial, caption } = words
  return html`<figure class="calibration">
${drawn(calibrationPlot({ id: 'calibration-plot', bins, probability, counted, observedAxis, hasIntervals: isBinomial }))}
${region(kind, bins, probability)}
<figcaption>${caption}</figcaption>
<details><summary>Calibration as a table</summary>
<table class="dense">
<caption>Calibration on what was not used in training; shares in per cent</caption>
<thead><tr><th scope="col">Predicted</th><th scope="col" class="number">Number of ${counted}</th><th scope="col" class="number">Mean</th><th scope="col" class="number">Observed</th>${isBinomial ? html`<th scope="col" class="number">95 % interval</th>` : nothing}</tr></thead>
<tbody>
${bins.map((bin) => binRow(bin, words))}
</tbody>
</table>
</details>
</figure>`
}

/** How well the model is calibrated where this answer lies. */
function region(kind: ModelKind, bins: readonly CalibrationBin[], probability: number | null): Markup {
  if (probability === null) {
    return nothing
  }
  const observed = observedInWords(kind, probability, bins)
  const bin = binHolding(probability, bins)
  if (observed === null || bin === undefined) {
    return html`<p><strong>Calibration of this region:</strong> not known. The model card has no case with an estimate like this one.</p>`
  }
  const said = `The model had said ${formatPercent(bin.meanPredicted)} on average`
  return html`<p><strong>Calibration of this region</strong> (shaded)<strong>:</strong> ${observed} ${calibrationWordsOf(kind).isBinomial ? against(bin, said) : `${said}.`}</p>`
}

/** An interval that holds the estimate does not prove it right: of few cases it is wide. */
function against({ observed, count, meanPredicted }: CalibrationBin, said: string): string {
  const [low, high] = wilsonInterval(observed, count)
  const holds = meanPredicted >= low && meanPredicted <= high
  return `That is ${formatPercent(observed)}, 95 % interval ${formatPercentRange(low, high)}. ${said}, which the interval ${holds ? 'holds.' : 'does not hold. Here the model is off: rely on it less.'}`
}

function binRow(
  { from, to, count, meanPredicted, observed }: CalibrationBin,
  { isBinomial }: CalibrationWords,
): Markup {
  const interval = (text: string) => (isBinomial ? html`<td class="number">${text}</td>` : nothing)
  const range = html`<th scope="row" class="range">${percents(from, to)}</th>`
  if (count === 0) {
    return html`<tr>${range}<td class="number">0</td><td class="number">–</td><td class="number">–</td>${interval('–')}</tr>
`
  }
  return html`<tr>${range}<td class="number">${count}</td><td class="number">${formatWholePercent(meanPredicted)}</td><td class="number">${formatWholePercent(observed)}</td>${interval(percents(...wilsonInterval(observed, count)))}</tr>
`
}

function percents(low: number, high: number): string {
  return `${formatWholePercent(low)}–${formatWholePercent(high)}`
}

function measured({ figures }: ReportedModel): Markup {
  return html`<table>
<caption>As the model card states them</caption>
<thead><tr><th scope="col">Measure</th><th scope="col">What it says</th><th scope="col" class="number">Value</th></tr></thead>
<tbody>
${figures.map(
  ({
    name,
    meaning,
    value,
  }) => html`<tr><th scope="row">${foreign(name)}</th><td>${foreign(meaning)}</td><td class="number">${formatDecimal(value, 4)}</td></tr>
`,
)}</tbody>
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
