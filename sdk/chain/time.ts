import type { Contracts } from './contracts.ts'
import { latestHeader } from './latestBlock.ts'

/** Time of the latest block, in seconds since 1970: what contracts compare deadlines with. */
export const chainTime = async (contracts: Contracts): Promise<number> =>
  (await latestHeader(contracts)).timestamp

/** A deadline `seconds` from the latest block. */
export async function deadlineIn(contracts: Contracts, seconds: number): Promise<number> {
  return (await chainTime(contracts)) + seconds
}
