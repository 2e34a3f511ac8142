import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'
import type { BatchHead } from './batchBook.ts'

/** Releases a batch for sale, as quality assurance of its maker. @throws RefusedError */
export const releaseBatch = (
  contracts: Contracts,
  { batchId, nonce }: Pick<BatchHead, 'batchId' | 'nonce'>,
): Promise<ContractTransactionReceipt> => send(contracts.drugProvenance.release(batchId, nonce))
