import { formatDecimal } from '../../../sdk/charts/index.ts'
import type { ClinicalReport, ReportedFeature } from '../../../sdk/inference/clinicalReport.ts'
import type { ReportEvidence } from '../evidence.ts'
import { tooOld } from '../featureInWords.ts'
import { foreign, html, type Markup, nothing } from '../html.ts'
import { unitText } from '../unitText.ts'

/** What the model was not told. */
export function missing({ features }: ClinicalReport, { categories = [] }: ReportEvidence): Markup {
  return html`<section class="card">
<h2>What the model did not know</h2>
${unusedValues(features)}
<p>${knew(features)}</p>
<p>Records of other categories may exist and were not visible to the model.${categories.length === 0 ? nothing : html` It saw: ${categories.map((category, index) => html`${index === 0 ? '' : ', '}${foreign(category)}`)}.`}</p>
</section>`
}

function unusedValues(features: readonly ReportedFeature[]): Markup {
  if (features.length === 0) {
    return nothing
  }
  if (features.every(isPresent)) {
    return html`<p>Every value that the model asks for was in the record.</p>`
  }
  const absent = features.filter(({ status }) => status === 'missing')
  const stale = features.filter(({ status }) => status === 'stale')
  return html`${listed('Not in the record:', absent)}${listed(`In the record, but ${tooOld} to be used:`, stale)}`
}

function listed(title: string, features: readonly ReportedFeature[]): Markup {
  return features.length === 0
    ? nothing
    : html`<p>${title}</p>
<ul>${features.map((feature) => html`<li>${foreign(feature.label)}: ${inRecord(feature)}${standIn(feature)}</li>`)}</ul>
`
}

const inRecord = ({ received }: ReportedFeature): Markup =>
  received === null ? nothing : html`${foreign(received.display)} in the record; `

const isPresent = ({ status }: ReportedFeature): boolean => status === 'present'

function knew(features: readonly ReportedFeature[]): string {
  if (features.length === 0) {
    return 'It read the signal and nothing else: no history, examination, medicine or image.'
  }
  const known = features.filter(isPresent).length
  return `It knew ${known === features.length ? 'the' : `${known} of the`} ${features.length} values below and nothing else: no history, examination, medicine or image beyond them.`
}

/** Every value as the record gives it, beside the value the model used; nothing for a model of a signal. */
export function values({ features }: ClinicalReport): Markup {
  if (features.length === 0) {
    return nothing
  }
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
  return html`<tr><th scope="row">${foreign(feature.label)}</th><td>${receivedValue(feature)}</td><td class="number">${usedValue(feature)}</td></tr>
`
}

function receivedValue({ received, status }: ReportedFeature): Markup {
  if (received === null) {
    return html`<em>not in the record</em>`
  }
  return status === 'stale' ? html`${foreign(received.display)} (${tooOld})` : foreign(received.display)
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

function note({ received, status, used }: ReportedFeature): string {
  if (received === null || status !== 'present') {
    return ' (filled in)'
  }
  return received.value === used ? '' : ' (changed)'
}

function standIn({ used, unit }: ReportedFeature): string {
  return used === null
    ? 'the model used no value'
    : `the model filled in ${formatDecimal(used, 4)} ${unitText(unit)}`.trimEnd()
}
