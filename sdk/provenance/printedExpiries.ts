import type { Contracts } from '../chain/contracts.ts'
import { read } from '../chain/send.ts'
import { expiryOfDay } from './expiry.ts'

export interface ExpiryQuestion {
  readonly batchId: string
  /** Last day of use as it was commissioned, and as the chain has it at the block: YYYY-MM-DD. */
  readonly commissioned: string
  readonly current: string
  /** What a pack bears, where that was scanned. */
  readonly scanned?: string | undefined
  readonly blockNumber: number
}

/**
 * The days that packs of a batch may bear at a block, the commissioned one first: packs may have been labelled anew each time
 * that the maker changed the day. The chain's log is asked only where neither the first nor the last of them was scanned.
 * @throws UnavailableError
 */
export async function printedExpiries(
  { drugProvenance, deployment }: Contracts,
  { batchId, commissioned, current, scanned, blockNumber }: ExpiryQuestion,
): Promise<readonly string[]> {
  const ends = [commissioned, current]
  if (scanned === undefined || ends.includes(scanned)) return ends
  const filter = drugProvenance.filters.ExpiryAmended(batchId)
  const amendments = await read(drugProvenance.queryFilter(filter, deployment.block))
  const days = amendments
    .filter((amendment) => amendment.blockNumber <= blockNumber)
    .map(({ args }) => expiryOfDay(Number(args.current)))
  return [...ends, ...days]
}
