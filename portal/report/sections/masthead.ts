import type { ClinicalReport } from '../../../sdk/inference/clinicalReport.ts'
import { distinctSigners, type ReportEvidence } from '../evidence.ts'
import { foreign, html, type Markup, nothing } from '../html.ts'
import { wordsOf } from '../kindWords.ts'
import { timeText } from '../timeText.ts'
import { patientFacts } from './patient.ts'

/** Who and what the report is about, and the question it answers. */
export function masthead(report: ClinicalReport, evidence: ReportEvidence): Markup {
  const { request, model, outcome, features } = report
  const { landed } = evidence
  const words = wordsOf(model.kind)
  const records = request.recordIds.length === 1 ? 'one record' : `${request.recordIds.length} records`
  const source = request.recordIds.length === 0 ? 'the given file' : records
  const present = features.filter(({ status }) => status === 'present').length
  const count = present === features.length ? `${present}` : `${present} of ${features.length}`
  const judged = features.length === 0 ? 'the signal' : `${count} values`
  return html`<header class="masthead">
<p class="eyebrow"><span>Salus</span> Clinician’s report</p>
<h1><span class="kind">${words.title}:</span> ${foreign(outcome.condition)}</h1>
<dl class="facts">
${patientFacts(report, evidence)}
<div><dt>${landed === null ? 'Computed for' : 'Asked on'}</dt><dd>${foreign(timeText(request.requestedAt))}</dd></div>
<div><dt>Signed alike by</dt><dd>${landed === null ? 'nobody' : `${distinctSigners(landed)} of ${landed.committeeSize} oracle nodes`}</dd></div>
${
  landed === null
    ? nothing
    : html`<div><dt>Clinician’s attestation</dt><dd>${attestationInShort(evidence)}</dd></div>
<div><dt>Asked by</dt><dd class="code">${foreign(request.requester)}</dd></div>`
}
</dl>
</header>
<section class="question">
<h2>What was asked</h2>
<p>${words.question}, judged from ${judged} in ${source} by the model <strong>${foreign(model.title)}</strong>?</p>
</section>`
}

function attestationInShort({ attestations = [] }: ReportEvidence): string {
  if (attestations.length === 0) {
    return 'none yet'
  }
  const verdicts = new Set(
    attestations.map(({ opened }) => opened?.verdict ?? 'given, content not shown here'),
  )
  return [...verdicts].join(', ')
}
