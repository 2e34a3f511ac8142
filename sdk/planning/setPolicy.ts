import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'
import { type PolicyFile, policyCommitment, termsOf } from './policy.ts'

/** Sets the policy of a file, as the site. @throws RefusedError PLAN_REFUSED where the chain has it, or refuses its terms */
export const setPolicy = (
  { replenishmentPlanner }: Contracts,
  file: PolicyFile,
): Promise<ContractTransactionReceipt> =>
  send(replenishmentPlanner.setPolicy(policyCommitment(file), termsOf(file.document)))
