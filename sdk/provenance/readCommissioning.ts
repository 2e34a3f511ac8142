import type { Contracts } from '../chain/contracts.ts'
import { read } from '../chain/send.ts'
import { hexToBytes } from '../crypto/bytes.ts'
import { RefusedError } from '../errors/index.ts'

/** How a batch came to be. */
export interface Commissioning {
  /** Organisation. */
  readonly maker: string
  /** Last day of use as it was commissioned, and printed: days since 1970. */
  readonly day: number
  readonly blockNumber: number
  readonly transactionHash: string
}

/** From the chain's log. @throws RefusedError BATCH_NOT_FOUND */
export async function readCommissioning(
  { drugProvenance, deployment }: Contracts,
  batchId: string,
): Promise<Commissioning> {
  hexToBytes(batchId, 32)
  const filter = drugProvenance.filters.BatchCommissioned(batchId)
  const [event] = await read(drugProvenance.queryFilter(filter, deployment.block))
  if (!event) throw new RefusedError('BATCH_NOT_FOUND', 'The chain holds no such batch.')
  const { args, blockNumber, transactionHash } = event
  return { maker: args.maker, day: Number(args.expiryDay), blockNumber, transactionHash }
}
