import { type ContractTransactionReceipt, concat } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'
import { encodeInferenceRequest, type InferenceRequest } from './inferenceRequest.ts'
import type { Report } from './signedReport.ts'

export interface ReportSignature {
  readonly signer: string
  /** 65 bytes: r ‖ s ‖ v. */
  readonly signature: string
}

/** Lands a report with exactly a quorum of signatures; they are put in the order the contract wants. */
export function transmitReport(
  contracts: Contracts,
  request: InferenceRequest,
  report: Report,
  signatures: readonly ReportSignature[],
): Promise<ContractTransactionReceipt> {
  const ordered = [...signatures].sort((a, b) => (BigInt(a.signer) < BigInt(b.signer) ? -1 : 1))
  return send(
    contracts.inferenceOracle.report(
      encodeInferenceRequest(request),
      report.configDigest,
      report.outputHash,
      concat(ordered.map(({ signature }) => signature)),
    ),
  )
}
