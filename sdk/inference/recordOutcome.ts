import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'

/**
 * Records what the clinician that `contracts` is connected to, and who attested, learnt later.
 * @param commitment to a {@link LaterOutcome}
 */
export const recordOutcome = (
  contracts: Contracts,
  requestId: string,
  commitment: string,
): Promise<ContractTransactionReceipt> => send(contracts.inferenceOracle.recordOutcome(requestId, commitment))
