import { BrowserProvider, type Eip1193Provider, Network } from 'ethers'
import { openSqliteIndexStore } from '../../../gateway/index/sqliteIndexStore.ts'
import { createSync } from '../../../gateway/index/syncIndex.ts'
import { tablesHash } from '../../../gateway/index/tablesHash.ts'
import { type Contracts, connectContracts } from '../../../sdk/chain/contracts.ts'
import type { Deployment } from '../../../sdk/chain/deployment.ts'
import { type Chain, type ChainOptions, connectChain } from '../../helpers/chain.ts'

export interface Request {
  readonly method: string
  readonly params: readonly unknown[]
}

/** Stands between the index and the node: may answer itself, alter the answer, or do something before or after it. */
export type Interceptor = (request: Request, answer: () => Promise<unknown>) => Promise<unknown>

export interface IndexedChain {
  readonly chain: Chain
  readonly deployment: Deployment
  /** As an index reads it. */
  readonly contracts: Contracts
  /** What stands between the index and the node, until it is taken away again. */
  interceptor: Interceptor | undefined
  /** Requests of the index to the node. */
  readonly requests: Request[]
  request(method: string, ...params: unknown[]): Promise<unknown>
  /** Mines empty blocks, each linked to the one before, which hardhat_mine does not do. */
  mine(count: number): Promise<void>
  close(): Promise<void>
}

/** An in-process chain with every contract, behind a node that a test can make misbehave. */
export async function createIndexedChain(options: ChainOptions = {}): Promise<IndexedChain> {
  const chain = await connectChain(options)
  const deployment: Deployment = {
    chainId: Number(chain.chainId),
    block: 0,
    compiler: 'test',
    sourceHash: `0x${'00'.repeat(32)}`,
    contracts: chain.addresses,
  }
  const network = Network.from(chain.chainId)
  const request = (method: string, ...params: unknown[]) => chain.provider.request({ method, params })
  const transport: Eip1193Provider = {
    async request({ method, params }) {
      const asked: Request = { method, params: Object.values(params ?? []) }
      indexed.requests.push(asked)
      const answer = () => request(method, ...asked.params)
      return indexed.interceptor ? indexed.interceptor(asked, answer) : answer()
    },
  }
  const provider = new BrowserProvider(transport, network, { staticNetwork: network, cacheTimeout: -1 })
  const indexed: IndexedChain = {
    chain,
    deployment,
    contracts: connectContracts(deployment, provider),
    interceptor: undefined,
    requests: [],
    request,
    async mine(count) {
      for (let mined = 0; mined < count; mined++) await request('evm_mine')
    },
    async close() {
      provider.destroy()
      await chain.connection.close()
    },
  }
  return indexed
}

/** The hash of an index that is built anew from the chain as it is now. */
export async function rebuiltHash({ contracts, deployment }: IndexedChain): Promise<string> {
  const store = openSqliteIndexStore(':memory:', deployment)
  try {
    await createSync(contracts, store)()
    return await tablesHash(store)
  } finally {
    await store.close()
  }
}
