import type { ClinicalReport } from '../../../sdk/inference/clinicalReport.ts'
import { distinctSigners, hasQuorum, type LandedEvidence, type ReportEvidence } from '../evidence.ts'
import { foreign, html, type Markup, nothing } from '../html.ts'
import { attestation } from './attestation.ts'

/** Who computed the report, who attested to it, and where anyone can check. */
export function quorum(report: ClinicalReport, evidence: ReportEvidence): Markup {
  const { landed } = evidence
  return html`<section class="card agreement">
<h2>Who computed this, and what that proves</h2>
${landed === null ? nobody() : signed(report, evidence, landed)}
</section>`
}

function nobody(): Markup {
  return html`<p class="lead">One machine computed this, and nobody signed it.</p>
<p>The files of the model matched the hashes on its card. That proves which model it was, not that the answer is right.</p>`
}

function signed(report: ClinicalReport, evidence: ReportEvidence, landed: LandedEvidence): Markup {
  const { request } = report
  return html`${standing(landed)}
${since(evidence)}<p>A quorum proves that nodes agree on the computation. It never proves that a diagnosis is true.</p>
<div class="columns">
<div>
<table>
<caption>Nodes whose signatures landed on the chain</caption>
<thead><tr><th scope="col">Organisation</th><th scope="col">Signing account</th></tr></thead>
<tbody>
${landed.signers.map(({ address, organisation }) => html`<tr><th scope="row">${foreign(organisation)}</th><td class="code">${foreign(address)}</td></tr>`)}
</tbody>
</table>
</div>
<div>
${attestation(report, evidence)}
<details class="reference"><summary>Where to check</summary>
<dl class="hashes">
<dt>Chain and block</dt><dd>${String(landed.chainId)}, block ${String(landed.blockNumber)}</dd>
<dt>Transaction</dt><dd class="code">${foreign(landed.transactionHash)}</dd>
<dt>Hash of this report on the chain</dt><dd class="code">${foreign(landed.outputHash)}</dd>
<dt>Request</dt><dd class="code">${foreign(request.requestId)}</dd>
<dt>Patient’s account</dt><dd class="code">${foreign(request.patient)}</dd>
${request.recordIds.map((recordId) => html`<dt>Record</dt><dd class="code">${foreign(recordId)}</dd>`)}
</dl>
</details>
</div>
</div>`
}

/** That the chain was asked, also where it has nothing against the report. */
function since({ standing: found }: ReportEvidence): Markup {
  if (found === undefined) {
    return nothing
  }
  const text =
    found.flags.length === 0
      ? `Up to block ${found.block} nothing on the chain speaks against it: model, records, signers and consents stand.`
      : `What happened since, up to block ${found.block}, is said at the top of this page.`
  return html`<p>${text}</p>
`
}

function standing(landed: LandedEvidence): Markup {
  const counted = `${distinctSigners(landed)} of ${landed.committeeSize} nodes signed this same result; ${landed.quorum} were needed.`
  return hasQuorum(landed)
    ? html`<p class="lead">${counted}</p>`
    : html`<p class="lead warning">Do not rely on this report: ${counted}</p>`
}
