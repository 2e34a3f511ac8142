import type { Contracts } from '../../chain/contracts.ts'
import { read } from '../../chain/send.ts'
import { UnavailableError } from '../../errors/index.ts'
import type { BlockTime } from './batchAtBlock.ts'

/** @throws UnavailableError CHAIN_UNAVAILABLE where the node has no such block, or not yet */
export async function blockTimeOf({ runner }: Contracts, number: number): Promise<BlockTime> {
  const block = await read(Promise.resolve(runner.provider?.getBlock(number)))
  if (!block) throw new UnavailableError('CHAIN_UNAVAILABLE', `The node does not have the block ${number}.`)
  return { number: block.number, timestamp: block.timestamp }
}
