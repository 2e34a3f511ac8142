import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'
import { encodeInferenceRequest, type InferenceRequest } from './inferenceRequest.ts'
import { joinSignatures, type ReportSignature } from './reportSignatures.ts'
import type { Report } from './signedReport.ts'

interface SignedReport {
  readonly request: InferenceRequest
  readonly report: Report
  /** Exactly a quorum, in any order. */
  readonly signatures: readonly ReportSignature[]
}

/** Lands a report with exactly a quorum of signatures; they are put in the order the contract wants. */
export function transmitReport(
  { inferenceOracle }: Contracts,
  request: InferenceRequest,
  report: Report,
  signatures: readonly ReportSignature[],
): Promise<ContractTransactionReceipt> {
  const [content, digest, outputHash, joined] = argumentsOf({ request, report, signatures })
  return send(inferenceOracle.report(content, digest, outputHash, joined))
}

/** The calldata of the same transaction, for who sends it in another way. */
export const encodeReport = ({ inferenceOracle }: Contracts, signed: SignedReport): string =>
  inferenceOracle.interface.encodeFunctionData('report', argumentsOf(signed))

function argumentsOf({
  request,
  report,
  signatures,
}: SignedReport): [ReturnType<typeof encodeInferenceRequest>, string, string, string] {
  return [encodeInferenceRequest(request), report.configDigest, report.outputHash, joinSignatures(signatures)]
}
