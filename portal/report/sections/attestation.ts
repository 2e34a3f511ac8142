import { OVERRIDE_REASONS } from '../../../sdk/inference/attestation.ts'
import type { ClinicalReport } from '../../../sdk/inference/clinicalReport.ts'
import type { ReportAttestation, ReportEvidence } from '../evidence.ts'
import { foreign, html, type Markup, nothing } from '../html.ts'
import { patientSentence } from './patient.ts'

/** What clinicians made of the report. On chain is a commitment only: a verdict shows where it was opened and checked. */
export function attestation(report: ClinicalReport, evidence: ReportEvidence): Markup {
  const given = evidence.attestations ?? []
  return html`<h3>Clinician’s attestation</h3>
${patientSentence(report, evidence)}
${given.length === 0 ? html`<p>No clinician has attested to this report yet.</p>` : given.map(one)}`
}

function one({ clinician, transactionHash, opened }: ReportAttestation): Markup {
  return html`${opened === null ? html`<p>A clinician attested; the content is not shown here.</p>` : content(opened)}
<dl class="hashes">
<dt>Clinician</dt><dd class="code">${foreign(clinician)}</dd>
<dt>Transaction</dt><dd class="code">${foreign(transactionHash)}</dd>
</dl>`
}

function content({ verdict, reasonCode, note }: NonNullable<ReportAttestation['opened']>): Markup {
  const did = verdict === 'agreed' ? 'agreed with' : 'overrode'
  return html`<p>A clinician read this report and <strong>${did}</strong> it.${reasonCode ? html` ${foreign(OVERRIDE_REASONS[reasonCode] ?? reasonCode)}` : nothing}</p>
${note ? html`<p>Their note: ${foreign(note)}</p>` : nothing}`
}
