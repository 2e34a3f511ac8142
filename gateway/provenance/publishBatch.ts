import { collect } from '../../sdk/crypto/payload.ts'
import type { ByteSource } from '../../sdk/crypto/segments.ts'
import { RefusedError } from '../../sdk/errors/index.ts'
import type { PublishedBatch } from '../../sdk/gateway/protocol.ts'
import { bookLimits, parseBatchBook, treeOfBook } from '../../sdk/provenance/batchBook.ts'
import { requireCommissioned } from '../../sdk/provenance/requireCommissioned.ts'
import type { GatewayContext } from '../context.ts'

/**
 * Takes in the book of a batch, from which on its packs can be verified here. It counts only as what the chain holds: this
 * chain and contract, a batch of this gateway's organisation, the root that its packs give. One book at a time: it and its
 * tree lie in memory meanwhile. Taking in the same book again changes nothing.
 * @throws InvalidInputError BATCH_BOOK_INVALID, INPUT_TOO_LARGE; RefusedError BATCH_REFUSED; UnavailableError
 */
export function publishBatch(context: GatewayContext, content: ByteSource): Promise<PublishedBatch> {
  const { batches, contracts, custodianOrg } = context
  return context.publications(async () => {
    const book = parseBatchBook(await collect(content, bookLimits.maximumBytes))
    if (book.maker !== custodianOrg) {
      throw new RefusedError(
        'BATCH_REFUSED',
        'The batch book is that of another organisation. Publish it at the gateway of its maker.',
      )
    }
    const tree = await treeOfBook(book)
    await requireCommissioned(contracts, book, tree)
    return batches.add(book, tree)
  })
}
