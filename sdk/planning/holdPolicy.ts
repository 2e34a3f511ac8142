import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'

/**
 * Holds a policy, or lets it go on, as a person of the site or as the authority. The site lets it go on by another account than the
 * one that recorded the newest position.
 * @throws RefusedError
 */
export const holdPolicy = (
  { replenishmentPlanner }: Contracts,
  policyId: string,
  isHeld: boolean,
): Promise<ContractTransactionReceipt> => send(replenishmentPlanner.hold(policyId, isHeld))
