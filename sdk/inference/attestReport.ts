import { type ContractTransactionReceipt, ZeroHash } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'
import { encodeInferenceRequest, type InferenceRequest } from './inferenceRequest.ts'

/** Verdicts of clinicians, in the order of `IInferenceOracle.Verdict`. */
export const VERDICTS = ['none', 'agreed', 'overridden'] as const
export type Verdict = Exclude<(typeof VERDICTS)[number], 'none'>

/** Records what the clinician that `contracts` is connected to makes of a report. */
export function attestReport(
  contracts: Contracts,
  request: InferenceRequest,
  verdict: Verdict,
  reasonCommitment: string = ZeroHash,
): Promise<ContractTransactionReceipt> {
  return send(
    contracts.inferenceOracle.attest(
      encodeInferenceRequest(request),
      VERDICTS.indexOf(verdict),
      reasonCommitment,
    ),
  )
}
