import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'
import type { BatchHead } from './batchBook.ts'
import { expiryDay } from './expiry.ts'

/**
 * Changes the last day of use of a batch, as its maker. What is printed on its packs, and in its book, stays.
 * @param expiry YYYY-MM-DD
 * @throws RefusedError; InvalidInputError GS1_INVALID
 */
export const amendExpiry = (
  contracts: Contracts,
  { batchId, nonce }: Pick<BatchHead, 'batchId' | 'nonce'>,
  expiry: string,
): Promise<ContractTransactionReceipt> =>
  send(contracts.drugProvenance.amendExpiry(batchId, nonce, expiryDay(expiry)))
