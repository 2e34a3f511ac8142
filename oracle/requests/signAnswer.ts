import type { ClinicalReport } from '../../sdk/inference/clinicalReport.ts'
import type { InferenceRequest } from '../../sdk/inference/inferenceRequest.ts'
import { outputHashOf } from '../../sdk/inference/outputHash.ts'
import { type Report, signReport } from '../../sdk/inference/signedReport.ts'
import type { Assessor } from './assessRequest.ts'
import { type OpenedRequest, type RequestOpener, requireConsent } from './openRequest.ts'

/** What a node computed for a request: the same for every honest node, whenever and however often it computes. */
export interface Answer {
  readonly request: InferenceRequest
  readonly clinicalReport: ClinicalReport
  readonly outputHash: string
}

/** A node's own answer to a request. */
export interface SignedAnswer {
  readonly request: InferenceRequest
  /** Undefined once the gateway keeps it: it is about someone's health. */
  readonly clinicalReport?: ClinicalReport
  readonly report: Report
  readonly signature: string
}

/** Assesses. The secret and the plaintext are wiped. */
export async function computeAnswer(
  { contracts }: Pick<RequestOpener, 'contracts'>,
  assessor: Assessor,
  opened: OpenedRequest,
): Promise<Answer> {
  const { requestId, request, secret, bundles } = opened
  try {
    const clinicalReport = assessor(contracts, opened)
    return { request, clinicalReport, outputHash: await outputHashOf(secret, requestId, clinicalReport) }
  } finally {
    secret.fill(0)
    for (const bytes of bundles) bytes.fill(0)
  }
}

/** Assesses, asks the chain for consent once more, and signs for one configuration of the committee. */
export async function signAnswer(
  opener: RequestOpener,
  assessor: Assessor,
  opened: OpenedRequest,
  configDigest: string,
): Promise<SignedAnswer> {
  const { requestId, modelVersion } = opened
  const { request, clinicalReport, outputHash } = await computeAnswer(opener, assessor, opened)
  const consumer = opener.contracts.deployment.contracts.inferenceOracle
  const report = { consumer, configDigest, requestId, modelVersion, outputHash }
  return { request, clinicalReport, report, signature: await sign(opener, request, report) }
}

/** The same output, signed for another configuration of the committee. */
export async function signAgain(
  opener: RequestOpener,
  answer: SignedAnswer,
  configDigest: string,
): Promise<SignedAnswer> {
  const report = { ...answer.report, configDigest }
  return { ...answer, report, signature: await sign(opener, answer.request, report) }
}

async function sign({ contracts, signer }: RequestOpener, request: InferenceRequest, report: Report) {
  await requireConsent(contracts, request)
  return signReport(contracts, signer, report)
}
