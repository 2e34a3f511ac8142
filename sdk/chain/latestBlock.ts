import { UnavailableError } from '../errors/index.ts'
import type { Contracts } from './contracts.ts'
import { read } from './send.ts'

/** Number of the latest block. @throws UnavailableError CHAIN_UNAVAILABLE */
export const latestBlock = ({ runner }: Contracts): Promise<number> =>
  read(runner.provider?.getBlockNumber() ?? Promise.reject(new Error('The contracts have no provider.')))

export interface BlockHeader {
  readonly number: number
  readonly hash: string
  /** Seconds since 1970. */
  readonly timestamp: number
}

/** The latest block. @throws UnavailableError CHAIN_UNAVAILABLE */
export async function latestHeader({ runner }: Contracts): Promise<BlockHeader> {
  const block = await read(Promise.resolve(runner.provider?.getBlock('latest')))
  if (!block?.hash) throw new UnavailableError('CHAIN_UNAVAILABLE', 'The chain has no latest block.')
  return { number: block.number, hash: block.hash, timestamp: block.timestamp }
}
