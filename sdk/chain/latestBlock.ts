import type { Contracts } from './contracts.ts'
import { read } from './send.ts'

/** Number of the latest block. @throws UnavailableError CHAIN_UNAVAILABLE */
export const latestBlock = ({ runner }: Contracts): Promise<number> =>
  read(runner.provider?.getBlockNumber() ?? Promise.reject(new Error('The contracts have no provider.')))
