import type { RiskReport } from '../../../sdk/inference/riskReport.ts'
import { distinctSigners, type ReportAttestation, type ReportEvidence } from '../evidence.ts'
import { foreign, html, type Markup } from '../html.ts'

/** Who computed the report, who attested to it, and where anyone can check. */
export function quorum({ request }: RiskReport, evidence: ReportEvidence): Markup {
  return html`<section class="card agreement">
<h2>Who computed this, and what that proves</h2>
${standing(evidence)}
<p>A quorum proves that nodes agree on the computation. It never proves that a diagnosis is true.</p>
<div class="columns">
<div>
<table>
<caption>Nodes whose signatures landed on the chain</caption>
<thead><tr><th scope="col">Organisation</th><th scope="col">Signing account</th></tr></thead>
<tbody>
${evidence.signers.map(({ address, organisation }) => html`<tr><th scope="row">${foreign(organisation)}</th><td class="code">${foreign(address)}</td></tr>`)}
</tbody>
</table>
</div>
<div>
<h3>Clinician’s attestation</h3>
${attestation(evidence.attestation ?? null)}
<details class="reference"><summary>Where to check</summary>
<dl class="hashes">
<dt>Chain and block</dt><dd>${String(evidence.chainId)}, block ${String(evidence.blockNumber)}</dd>
<dt>Transaction</dt><dd class="code">${foreign(evidence.transactionHash)}</dd>
<dt>Hash of this report on the chain</dt><dd class="code">${foreign(evidence.outputHash)}</dd>
<dt>Request</dt><dd class="code">${foreign(request.requestId)}</dd>
<dt>Patient’s account</dt><dd class="code">${foreign(request.patient)}</dd>
${request.recordIds.map((recordId) => html`<dt>Record</dt><dd class="code">${foreign(recordId)}</dd>`)}
</dl>
</details>
</div>
</div>
</section>`
}

function standing(evidence: ReportEvidence): Markup {
  const distinct = distinctSigners(evidence)
  const counted = `${distinct} of ${evidence.committeeSize} nodes signed this same result; ${evidence.quorum} were needed.`
  return distinct >= evidence.quorum
    ? html`<p class="lead">${counted}</p>`
    : html`<p class="lead warning">Do not rely on this report: ${counted}</p>`
}

function attestation(given: ReportAttestation | null): Markup {
  if (given === null) {
    return html`<p>No clinician has attested to this report yet.</p>`
  }
  const verdict = given.verdict === 'agreed' ? 'agreed with' : 'overrode'
  return html`<p>A clinician read this report and <strong>${verdict}</strong> it.</p>
<dl class="hashes">
<dt>Clinician</dt><dd class="code">${foreign(given.clinician)}</dd>
<dt>Transaction</dt><dd class="code">${foreign(given.transactionHash)}</dd>
</dl>`
}
