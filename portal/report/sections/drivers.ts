import {
  type Attribution,
  attributionBars,
  formatSigned,
  sortAttributions,
} from '../../../sdk/charts/index.ts'
import type { ClinicalReport, ModelKind, ReportedFeature } from '../../../sdk/inference/clinicalReport.ts'
import { valueInWords } from '../featureInWords.ts'
import { drawn, foreign, html, type Markup, nothing } from '../html.ts'

const shownBars = 9

interface Measure {
  readonly name: string
  /** What exp of a contribution is a factor on. */
  readonly factor: string
  readonly text: string
}

/** What contributions add up to, for the kinds whose answer is a sum over values. A score shows its points itself. */
const measures: Partial<Record<ModelKind, Measure>> = {
  risk: {
    name: 'log-odds',
    factor: 'Odds',
    text: 'Each value moves the estimate up or down from where the explanation starts, which is a point of reference and no share of patients. The numbers add up; they are changes of the log-odds. They describe the model, not a cause in the patient.',
  },
  survival: {
    name: 'log of the relative hazard',
    factor: 'Hazard',
    text: 'Each value moves the hazard up or down from that of a patient with average values. The numbers add up; they are changes of its logarithm. They describe the model, not a cause in the patient.',
  },
}

/** The contribution of every value, as signed bars and as a table; nothing for a kind that has none. */
export function drivers({ outcome, model, features }: ClinicalReport): Markup {
  const measure = measures[model.kind]
  if (measure === undefined) {
    return nothing
  }
  return html`<section class="card">
<h2>What drove the answer</h2>
${outcome.status === 'answered' ? contributions(features, measure) : html`<p>Nothing: the model abstained, so no value moved an estimate.</p>`}
</section>`
}

function contributions(features: readonly ReportedFeature[], { name, factor, text }: Measure): Markup {
  const attributions = sortAttributions(features.map(attribution))
  const total = attributions.reduce((sum, { contribution }) => sum + contribution, 0)
  return html`<p>${text}</p>
<figure>
${drawn(attributionBars({ id: 'attribution-bars', attributions, measure: name, maximumBars: shownBars }))}
<details><summary>All contributions as a table</summary>
<table>
<caption>Contribution of each value, largest first</caption>
<thead><tr><th scope="col">Value</th><th scope="col" class="number">Change of the ${name}</th><th scope="col" class="number">${factor}</th></tr></thead>
<tbody>
${attributions.map(contributionRow)}
</tbody>
<tfoot><tr><th scope="row">All together</th><td class="number">${formatSigned(total, 2)}</td><td class="number">× ${factorOf(total)}</td></tr></tfoot>
</table>
</details>
</figure>`
}

function attribution(feature: ReportedFeature): Attribution {
  return { label: feature.label, value: valueInWords(feature), contribution: feature.contribution }
}

function contributionRow({ label, value, contribution }: Attribution): Markup {
  return html`<tr><th scope="row">${foreign(label)}: ${foreign(value)}</th><td class="number">${formatSigned(contribution, 2)}</td><td class="number">× ${factorOf(contribution)}</td></tr>
`
}

function factorOf(contribution: number): string {
  return Math.exp(contribution).toPrecision(3)
}
