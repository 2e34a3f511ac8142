import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../chain/contracts.ts'
import { send } from '../chain/send.ts'
import type { BatchBook } from './batchBook.ts'
import { expiryDay } from './expiry.ts'
import type { PackTree } from './packTree.ts'

/** Puts the root of a book's packs on the chain, as an account of its maker. @throws RefusedError */
export const commissionBatch = (
  contracts: Contracts,
  book: Pick<BatchBook, 'expiry' | 'nonce'>,
  tree: Pick<PackTree, 'root' | 'depth'>,
): Promise<ContractTransactionReceipt> =>
  send(contracts.drugProvenance.commission(tree.root, tree.depth, expiryDay(book.expiry), book.nonce))
