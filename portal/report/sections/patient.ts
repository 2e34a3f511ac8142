import type { ClinicalReport } from '../../../sdk/inference/clinicalReport.ts'
import type { ReportEvidence } from '../evidence.ts'
import { foreign, html, type Markup, nothing } from '../html.ts'
import { dateText } from '../timeText.ts'

/** Name and birth date where the reader's copy of the record gives them, the account otherwise: as facts of a list. */
export function patientFacts({ request }: ClinicalReport, { patient }: ReportEvidence): Markup {
  const { name, birthDate } = patient ?? {}
  if (!name && !birthDate) {
    return html`<div><dt>Patient</dt><dd class="code">${foreign(request.patient)}</dd></div>`
  }
  return html`${name ? html`<div><dt>Patient</dt><dd><strong>${foreign(name)}</strong></dd></div>` : nothing}
${birthDate ? html`<div><dt>Born</dt><dd><strong>${foreign(dateText(birthDate))}</strong></dd></div>` : nothing}`
}

/** The same in a sentence, to be read before attesting. */
export function patientSentence({ request }: ClinicalReport, { patient }: ReportEvidence): Markup {
  const { name, birthDate } = patient ?? {}
  if (name && birthDate) {
    return html`<p>This report is about <strong>${foreign(name)}</strong>, born <strong>${foreign(dateText(birthDate))}</strong>. Check both against the patient in front of you before you attest.</p>`
  }
  return html`<p>This page names the patient by ${name || birthDate ? 'one identifier and ' : ''}the account <span class="code">${foreign(request.patient)}</span>. Check two identifiers of your own before you attest.</p>`
}
