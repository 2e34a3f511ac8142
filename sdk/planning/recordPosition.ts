import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'

/**
 * Records the stock position from which the next forecast and order of this period follow, as the site. What was signed for an
 * earlier recording, also of the same position, is void.
 * @param position its commitment: `positionCommitment`
 * @throws RefusedError
 */
export const recordPosition = (
  { replenishmentPlanner }: Contracts,
  policyId: string,
  position: string,
): Promise<ContractTransactionReceipt> => send(replenishmentPlanner.recordPosition(policyId, position))
