import type { Contracts } from '../chain/contracts.ts'
import { read } from '../chain/send.ts'
import { RefusedError } from '../errors/index.ts'
import type { BatchHead } from './batchBook.ts'
import { expiryOfDay } from './expiry.ts'
import type { PackTree } from './packTree.ts'
import { readBatch } from './readBatch.ts'
import { readCommissioning } from './readCommissioning.ts'

/**
 * Requires that a book is of this chain and contract, and that its maker commissioned exactly the packs that it names, with the
 * expiry that it names.
 * @throws RefusedError BATCH_REFUSED, BATCH_NOT_FOUND
 */
export async function requireCommissioned(
  contracts: Contracts,
  book: BatchHead,
  tree: Pick<PackTree, 'root' | 'depth'>,
): Promise<void> {
  const { drugProvenance, deployment, chainId } = contracts
  const isHere = BigInt(book.chainId) === chainId && book.contract === deployment.contracts.drugProvenance
  if (!isHere) throw refused('of another chain or contract')
  if ((await read(drugProvenance.batchIdOf(book.maker, book.nonce))) !== book.batchId) {
    throw refused('of another maker than its batch id says')
  }
  const batch = await readBatch(contracts, book.batchId)
  if (batch.root !== tree.root || batch.depth !== tree.depth) {
    throw refused('of other packs than were commissioned')
  }
  const { day } = await readCommissioning(contracts, book.batchId)
  if (expiryOfDay(day) !== book.expiry) throw refused('of another expiry than was commissioned')
}

const refused = (what: string) => new RefusedError('BATCH_REFUSED', `The batch book is ${what}.`)
