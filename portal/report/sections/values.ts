import { formatDecimal } from '../../../sdk/charts/index.ts'
import type { ReportedFeature, RiskReport } from '../../../sdk/inference/riskReport.ts'
import { foreign, html, type Markup } from '../html.ts'
import { unitText } from '../unitText.ts'

/** What the model was not told. */
export function missing({ features }: RiskReport): Markup {
  const absent = features.filter(({ received }) => received === null)
  const known = features.filter(({ used }) => used !== null).length
  return html`<section class="card">
<h2>What the model did not know</h2>
${
  absent.length === 0
    ? html`<p>Every value that the model asks for was in the record.</p>`
    : html`<p>Not in the record:</p>
<ul>${absent.map((feature) => html`<li>${foreign(feature.label)}: ${standIn(feature)}</li>`)}</ul>`
}
<p>It knew ${known === features.length ? 'the' : `${known} of the`} ${features.length} values below and nothing else: no history, examination, medicine or image beyond them.</p>
</section>`
}

/** Every value as the record gives it, beside the value the model used. */
export function values({ features }: RiskReport): Markup {
  return html`<section class="card values">
<h2>Values received and used</h2>
<table>
<caption>From the patient’s record, in the order of the model card</caption>
<thead><tr><th scope="col">Value</th><th scope="col">Received</th><th scope="col" class="number">Used</th></tr></thead>
<tbody>
${features.map(valueRow)}
</tbody>
</table>
</section>`
}

function valueRow(feature: ReportedFeature): Markup {
  const { label, received } = feature
  return html`<tr><th scope="row">${foreign(label)}</th><td>${received === null ? html`<em>not in the record</em>` : foreign(received.display)}</td><td class="number">${usedValue(feature)}</td></tr>
`
}

function usedValue(feature: ReportedFeature): Markup {
  const { unit, used } = feature
  return used === null
    ? html`<em>none</em>`
    : html`${formatDecimal(used, 4)} ${unitMarkup(unitText(unit))}${note(feature)}`
}

/** A unit stays on one line, unless it is too long to be one. */
function unitMarkup(unit: string): Markup {
  return unit.length > 12 ? foreign(unit) : html`<span class="unit">${unit}</span>`
}

function note({ received, used }: ReportedFeature): string {
  if (used === null) {
    return ''
  }
  if (received === null) {
    return ' (filled in)'
  }
  return received.value === used ? '' : ' (changed)'
}

function standIn({ used, unit }: ReportedFeature): string {
  return used === null
    ? 'the model used no value'
    : `the model filled in ${formatDecimal(used, 4)} ${unitText(unit)}`.trimEnd()
}
