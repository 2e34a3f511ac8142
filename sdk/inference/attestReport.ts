import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'
import { encodeInferenceRequest, type InferenceRequest } from './inferenceRequest.ts'

/**
 * Attests to a report as the clinician that `contracts` is connected to.
 * @param commitment to an {@link Attestation}: the chain learns neither the verdict nor the reason
 */
export const attestReport = (
  contracts: Contracts,
  request: InferenceRequest,
  commitment: string,
): Promise<ContractTransactionReceipt> =>
  send(contracts.inferenceOracle.attest(encodeInferenceRequest(request), commitment))
