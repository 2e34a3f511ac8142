import type { Contracts } from '../../sdk/chain/contracts.ts'
import { read } from '../../sdk/chain/send.ts'

/** Blocks asked for at once: less than any public node refuses. */
const BLOCKS_AT_ONCE = 2_000

/** Ids of the logs that were anchored in the blocks `from` to `to`, and the block of each, the latest where there are several. */
export async function readAnchoredLogs(
  { coldChain }: Contracts,
  from: number,
  to: number,
): Promise<ReadonlyMap<string, number>> {
  const blocks = new Map<string, number>()
  for (let start = from; start <= to; start += BLOCKS_AT_ONCE) {
    const end = Math.min(to, start + BLOCKS_AT_ONCE - 1)
    const events = await read(coldChain.queryFilter(coldChain.filters.LogAnchored(), start, end))
    for (const { args, blockNumber } of events) blocks.set(args.logId, blockNumber)
  }
  return blocks
}
