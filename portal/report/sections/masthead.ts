import type { RiskReport } from '../../../sdk/inference/riskReport.ts'
import { distinctSigners, type ReportEvidence } from '../evidence.ts'
import { foreign, html, type Markup } from '../html.ts'
import { timeText } from '../timeText.ts'

/** Who and what the report is about, and the question it answers. */
export function masthead(report: RiskReport, evidence: ReportEvidence): Markup {
  const { request, model, outcome, features } = report
  const records = request.recordIds.length === 1 ? 'one record' : `${request.recordIds.length} records`
  return html`<header class="masthead">
<p class="eyebrow"><span>Salus</span> Clinician’s report</p>
<h1><span class="kind">Estimated risk:</span> ${foreign(outcome.condition)}</h1>
<dl class="facts">
<div><dt>Patient</dt><dd>${patient(report, evidence)}</dd></div>
<div><dt>Asked on</dt><dd>${foreign(timeText(request.requestedAt))}</dd></div>
<div><dt>Signed alike by</dt><dd>${distinctSigners(evidence)} of ${evidence.committeeSize} oracle nodes</dd></div>
<div><dt>Clinician’s attestation</dt><dd>${evidence.attestation?.verdict ?? 'none yet'}</dd></div>
<div><dt>Asked by</dt><dd class="code">${foreign(request.requester)}</dd></div>
</dl>
</header>
<section class="question">
<h2>What was asked</h2>
<p>How likely is it that this patient has the condition above, judged from ${features.length} values in ${records} by the model <strong>${foreign(model.title)}</strong>?</p>
</section>`
}

function patient({ request }: RiskReport, { patientDisplay }: ReportEvidence): Markup {
  return patientDisplay === undefined || patientDisplay === ''
    ? html`<span class="code">${foreign(request.patient)}</span>`
    : foreign(patientDisplay)
}
