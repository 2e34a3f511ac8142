import type { PublishedBatch } from '../../sdk/gateway/protocol.ts'
import type { ProvenBatch } from '../../sdk/planning/batchOfProduct.ts'
import type { BatchBook, BookUnit } from '../../sdk/provenance/batchBook.ts'
import type { PackTree } from '../../sdk/provenance/packTree.ts'
import type { PackFinder } from '../../sdk/provenance/verificationMessage.ts'

/**
 * The batches whose books a gateway keeps. What is asked for by GTIN and serial number is answered for one pack at a time:
 * the secret of a batch, and the salts of other packs, never leave.
 */
export interface BatchStore extends PackFinder {
  /** In the order in which they came. */
  list(): PublishedBatch[]
  /** The units of a book that a pack was packed in, the smallest first. */
  unitsOf(batchId: string, index: number): BookUnit[]
  /** One pack of a batch with its proof, by which others see of which product the batch is; undefined for a batch that is not kept. */
  prove(batchId: string): Promise<ProvenBatch | undefined>
  /**
   * Keeps a book and its tree, all of it or nothing; a batch that is kept already stays as it is. One at a time.
   * @throws RefusedError BATCH_REFUSED where another batch has a pack of the same GTIN and serial number
   */
  add(book: BatchBook, tree: PackTree): Promise<PublishedBatch>
  close(): void
}
