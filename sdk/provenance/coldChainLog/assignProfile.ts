import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../../chain/contracts.ts'
import { send } from '../../chain/send.ts'
import type { BatchHead } from '../batchBook.ts'
import type { ColdChainProfile } from '../coldChain/profile.ts'
import { chainProfile } from './chainProfile.ts'

/** Chooses what logs of a batch are held against from now on, as its maker. @throws RefusedError */
export const assignProfile = (
  contracts: Contracts,
  { batchId, nonce }: Pick<BatchHead, 'batchId' | 'nonce'>,
  profile: ColdChainProfile,
): Promise<ContractTransactionReceipt> =>
  send(contracts.coldChain.assignProfile(batchId, nonce, chainProfile(profile)))
