import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'
import type { BatchHead } from './batchBook.ts'

/** Packs with the indices [from, to). From 0 to 2^depth: the batch. */
export interface PackRange {
  readonly from: number
  readonly to: number
}

/**
 * Recalls packs, as the maker of the batch.
 * @param reason what `reasonCommitment` gives, or `NO_REASON`
 * @throws RefusedError
 */
export const recallPacks = (
  contracts: Contracts,
  { batchId, nonce }: Pick<BatchHead, 'batchId' | 'nonce'>,
  { from, to }: PackRange,
  reason: string,
): Promise<ContractTransactionReceipt> =>
  send(contracts.drugProvenance.recall(batchId, nonce, from, to, reason))
