import { toBeHex } from 'ethers'
import type { Contracts } from '../../sdk/chain/contracts.ts'
import { read } from '../../sdk/chain/send.ts'
import { InvalidInputError, RefusedError } from '../../sdk/errors/index.ts'

/** A batch as its maker names it to the contract. */
export interface NamedBatch {
  readonly batchId: string
  /** With the maker's address it gives the batch id; public since the batch was commissioned. */
  readonly nonce: string
}

/** @throws InvalidInputError USAGE_INVALID */
export function parseBatchId(text: string): string {
  const batchId = text.toLowerCase()
  if (/^0x[0-9a-f]{64}$/.test(batchId)) return batchId
  throw new InvalidInputError('USAGE_INVALID', 'A batch id is 0x and 64 hexadecimal digits.')
}

/** The batch of an id, with its nonce from the chain's log. @throws InvalidInputError USAGE_INVALID; RefusedError BATCH_NOT_FOUND */
export async function namedBatch(
  { drugProvenance, deployment }: Contracts,
  text: string,
): Promise<NamedBatch> {
  const batchId = parseBatchId(text)
  const filter = drugProvenance.filters.BatchCommissioned(batchId)
  const [event] = await read(drugProvenance.queryFilter(filter, deployment.block))
  if (event) return { batchId, nonce: toBeHex(event.args.nonce, 32) }
  throw new RefusedError('BATCH_NOT_FOUND', 'The chain holds no such batch.')
}
