import { JsonRpcProvider, Network } from 'ethers'
import { InvalidInputError } from '../errors/index.ts'
import type { Deployment } from './deployment.ts'
import { read } from './send.ts'

/** Milliseconds between polls for new blocks. */
const POLLING_INTERVAL = 250

/**
 * Connects to a node over JSON-RPC and checks that it serves the deployment's chain.
 * @throws InvalidInputError CHAIN_MISMATCH, UnavailableError CHAIN_UNAVAILABLE
 */
export async function connectProvider(url: string, deployment: Deployment): Promise<JsonRpcProvider> {
  const network = Network.from(deployment.chainId)
  // Without the cache: two transactions in a row must not see the same nonce, nor a decision an older block.
  const provider = new JsonRpcProvider(url, network, { staticNetwork: network, cacheTimeout: -1 })
  provider.pollingInterval = POLLING_INTERVAL
  const chainId = Number(await read(provider.send('eth_chainId', []).catch((e) => fail(provider, e))))
  if (chainId === deployment.chainId) return provider
  provider.destroy()
  throw new InvalidInputError(
    'CHAIN_MISMATCH',
    `The node serves chain ${chainId}, the deployment is on chain ${deployment.chainId}. Check the RPC URL.`,
  )
}

function fail(provider: JsonRpcProvider, error: unknown): never {
  provider.destroy()
  throw error
}
