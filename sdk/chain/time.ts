import { UnavailableError } from '../errors/index.ts'
import type { Contracts } from './contracts.ts'
import { read } from './send.ts'

/** Time of the latest block, in seconds since 1970: what contracts compare deadlines with. */
export async function chainTime({ runner }: Contracts): Promise<number> {
  const block = await read(Promise.resolve(runner.provider?.getBlock('latest')))
  if (!block) throw new UnavailableError('CHAIN_UNAVAILABLE', 'The chain has no latest block.')
  return block.timestamp
}

/** A deadline `seconds` from the latest block. */
export async function deadlineIn(contracts: Contracts, seconds: number): Promise<number> {
  return (await chainTime(contracts)) + seconds
}
