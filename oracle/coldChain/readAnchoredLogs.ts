import type { Contracts } from '../../sdk/chain/contracts.ts'
import { read } from '../../sdk/chain/send.ts'
import { blockPieces } from '../network/blockRanges.ts'

/** Ids of the logs that were anchored in the blocks `from` to `to`, and the block of each, the latest where there are several. */
export async function readAnchoredLogs(
  { coldChain }: Contracts,
  from: number,
  to: number,
): Promise<ReadonlyMap<string, number>> {
  const blocks = new Map<string, number>()
  for (const [start, end] of blockPieces(from, to)) {
    const events = await read(coldChain.queryFilter(coldChain.filters.LogAnchored(), start, end))
    for (const { args, blockNumber } of events) blocks.set(args.logId, blockNumber)
  }
  return blocks
}
