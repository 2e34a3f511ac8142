import {
  type Filter,
  type FilterByBlockHash,
  type JsonRpcPayload,
  JsonRpcProvider,
  type JsonRpcResult,
  type Log,
  Network,
} from 'ethers'
import { utf8Text } from '../crypto/bytes.ts'
import { InvalidInputError } from '../errors/index.ts'
import type { Deployment } from './deployment.ts'
import { isTooMuch, logsInPieces } from './logPieces.ts'
import { read } from './send.ts'

/** Milliseconds between polls for new blocks. */
const POLLING_INTERVAL = 250

/** Milliseconds that a node has to answer: one that takes a request and is silent is one that is not there. */
const TIMEOUT = 60_000

/**
 * As of ethers, but answers are decoded by the platform: ethers does it letter by letter, which is most of a large answer. Logs
 * that a node will not give at once are asked for in pieces: public nodes limit the blocks.
 */
class NodeProvider extends JsonRpcProvider {
  override async _send(payload: JsonRpcPayload | JsonRpcPayload[]): Promise<JsonRpcResult[]> {
    const request = this._getConnection()
    request.timeout = TIMEOUT
    request.body = JSON.stringify(payload)
    request.setHeader('content-type', 'application/json')
    const response = await request.send()
    response.assertOk()
    const answer: JsonRpcResult | JsonRpcResult[] = JSON.parse(utf8Text(response.body ?? new Uint8Array()))
    return Array.isArray(answer) ? answer : [answer]
  }

  override async getLogs(filter: Filter | FilterByBlockHash): Promise<Log[]> {
    try {
      return await super.getLogs(filter)
    } catch (error) {
      const { fromBlock: from, toBlock: to = 'latest' } = filter as Filter
      if (!isTooMuch(error) || typeof from !== 'number' || to !== 'latest') throw error
      const ask = (fromBlock: number, toBlock: number) => super.getLogs({ ...filter, fromBlock, toBlock })
      return logsInPieces(ask, from, await this.getBlockNumber())
    }
  }
}

/**
 * Connects to a node over JSON-RPC and checks that it serves the deployment's chain.
 * @throws InvalidInputError CHAIN_MISMATCH, UnavailableError CHAIN_UNAVAILABLE
 */
export async function connectProvider(url: string, deployment: Deployment): Promise<JsonRpcProvider> {
  const network = Network.from(deployment.chainId)
  const provider = new NodeProvider(url, network, {
    staticNetwork: network,
    // Without the cache: two transactions in a row must not see the same nonce, nor a decision an older block.
    cacheTimeout: -1,
    // What is asked in one turn of the event loop goes out together, at its end.
    batchStallTime: 0,
  })
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
