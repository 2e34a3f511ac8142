import { read } from '../../sdk/chain/send.ts'
import type { InferenceRequest } from '../../sdk/inference/inferenceRequest.ts'
import { outputHashOf } from '../../sdk/inference/outputHash.ts'
import type { RiskReport } from '../../sdk/inference/riskReport.ts'
import { type Report, signReport } from '../../sdk/inference/signedReport.ts'
import type { Assessor } from './assessRequest.ts'
import { type OpenedRequest, type RequestOpener, requireConsent } from './openRequest.ts'

/** A node's own answer to a request. */
export interface SignedAnswer {
  readonly request: InferenceRequest
  readonly riskReport: RiskReport
  readonly report: Report
  readonly signature: string
}

/** Assesses, asks the chain for consent once more, and signs. The secret and the plaintext are wiped. */
export async function signAnswer(
  { contracts, signer }: RequestOpener,
  assessor: Assessor,
  opened: OpenedRequest,
): Promise<SignedAnswer> {
  const { requestId, modelVersion, request, secret, bundles } = opened
  try {
    const riskReport = assessor(contracts, opened)
    const outputHash = await outputHashOf(secret, requestId, riskReport)
    await requireConsent(contracts, request)
    const { digest: configDigest } = await read(contracts.oracleCommittee.currentConfiguration())
    const consumer = contracts.deployment.contracts.inferenceOracle
    const report = { consumer, configDigest, requestId, modelVersion, outputHash }
    return { request, riskReport, report, signature: await signReport(contracts, signer, report) }
  } finally {
    secret.fill(0)
    for (const bytes of bundles) bytes.fill(0)
  }
}
