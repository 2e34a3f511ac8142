import { type BlockHeader, latestBlock } from '../../sdk/chain/latestBlock.ts'
import { read } from '../../sdk/chain/send.ts'
import { UnavailableError } from '../../sdk/errors/index.ts'
import type { GatewayContext } from '../context.ts'

/** The latest block that a reorganisation will not take back: as many before the latest as the gateway waits for. */
export async function settledBlock({
  contracts,
  confirmations,
}: Pick<GatewayContext, 'contracts' | 'confirmations'>): Promise<BlockHeader> {
  const number = Math.max(0, (await latestBlock(contracts)) - confirmations)
  const block = await read(Promise.resolve(contracts.runner.provider?.getBlock(number)))
  if (block?.hash) return { number, hash: block.hash, timestamp: block.timestamp }
  throw new UnavailableError('CHAIN_UNAVAILABLE', `The chain has no block ${number} any more. Try again.`)
}
