import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'
import { encodeInferenceRequest, type InferenceRequest } from './inferenceRequest.ts'

/** Opens a request on chain, as the requester that `contracts` is connected to. */
export function requestInference(
  contracts: Contracts,
  request: InferenceRequest,
): Promise<ContractTransactionReceipt> {
  return send(contracts.inferenceOracle.request(encodeInferenceRequest(request)))
}
