import type { ReportEvidence } from '../../../portal/report/page.ts'
import type { RiskReport } from '../../../sdk/inference/riskReport.ts'
import { answeredReport, landedEvidence } from './sampleReport.ts'

/** Closes what it may stand in, asks for a script and an image, reverses the text after it, and cannot be wrapped. */
export const hostileText = `"'></bdi></title></style></svg><script>document.title='owned'</script><img src="https://example.invalid/x" onerror="document.title='owned'">\u202e%21\u2066${'W'.repeat(120)}`

/** Every place of a report that takes text takes the hostile one. */
export const hostileReport: RiskReport = {
  ...answeredReport,
  request: {
    requestId: hostileText,
    patient: hostileText,
    requester: hostileText,
    recordIds: [hostileText],
    requestedAt: hostileText,
  },
  model: {
    ...answeredReport.model,
    name: hostileText,
    title: hostileText,
    modelVersion: hostileText,
    cardHash: hostileText,
    weightsHash: hostileText,
    intendedUse: hostileText,
  },
  outcome: {
    ...answeredReport.outcome,
    condition: hostileText,
    abstention: { ...answeredReport.outcome.abstention, text: hostileText },
  },
  features: answeredReport.features.map((feature, index) => ({
    ...feature,
    label: hostileText,
    unit: hostileText,
    received: index === 0 ? null : { value: 1, display: hostileText },
  })),
  limits: [hostileText],
}

export const hostileEvidence: ReportEvidence = {
  ...landedEvidence,
  transactionHash: hostileText,
  outputHash: hostileText,
  patientDisplay: hostileText,
  signers: [{ address: hostileText, organisation: hostileText }],
  attestation: { clinician: hostileText, verdict: 'agreed', transactionHash: hostileText },
}
