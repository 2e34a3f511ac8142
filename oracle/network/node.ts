import { setTimeout as sleep } from 'node:timers/promises'
import type { Wallet } from 'ethers'
import { type Contracts, connectContracts } from '../../sdk/chain/contracts.ts'
import type { Deployment } from '../../sdk/chain/deployment.ts'
import { read } from '../../sdk/chain/send.ts'
import { hexToBytes } from '../../sdk/crypto/bytes.ts'
import { encryptionIdentityFromSeed } from '../../sdk/crypto/encryptionIdentity.ts'
import { gatewayClient } from '../../sdk/gateway/client.ts'
import { ensureEncryptionKey } from '../../sdk/identity/ensureEncryptionKey.ts'
import { contentReader } from '../../sdk/storage/contentReader.ts'
import { httpBlockstore } from '../../sdk/storage/httpBlockstore.ts'
import { serveShares } from '../quorum/exchange.ts'
import type { Assessor } from '../requests/assessRequest.ts'
import { openRequestsSince, type RequestOpener } from '../requests/openRequest.ts'
import { answerRequest } from './answerRequest.ts'
import type { NodeEvent } from './events.ts'
import { createMemory } from './memory.ts'

export interface NodeOptions {
  readonly deployment: Deployment
  /** The node's signing account, connected to a provider. */
  readonly signer: Wallet
  /** 32 bytes as hexadecimal: the node's encryption key comes from it. */
  readonly seed: string
  readonly gatewayUrl: string
  /** The other nodes' exchanges; may change while the node runs. */
  readonly peers: () => readonly string[]
  /** The model versions that this node answers for. */
  readonly assessors: ReadonlyMap<string, Assessor>
  readonly host: string
  /** 0 for any free port. */
  readonly port: number
  /** Milliseconds between looks at the chain. */
  readonly interval: number
  /** Milliseconds by which each later node in the order waits longer before it transmits. */
  readonly turn: number
  readonly onEvent?: (event: NodeEvent) => void
}

export interface RunningNode {
  readonly url: string
  readonly account: string
  close(): Promise<void>
}

/**
 * Starts a node of the oracle. It keeps nothing on disk: the chain is its queue, so a node that was killed takes up every
 * open request again and writes the same answers.
 */
export async function startNode(options: NodeOptions): Promise<RunningNode> {
  const { deployment, signer, gatewayUrl } = options
  const contracts = connectContracts(deployment, signer)
  const identity = await encryptionIdentityFromSeed(hexToBytes(options.seed))
  await ensureEncryptionKey(contracts, signer, identity)

  const opener: RequestOpener = {
    contracts,
    signer,
    account: signer.address,
    identity,
    gateway: gatewayClient({ url: gatewayUrl }),
    content: contentReader(httpBlockstore(gatewayUrl)),
  }
  const memory = createMemory()
  const exchange = await serveShares((requestId) => memory.shareOf(requestId), options)
  const stopping = new AbortController()
  const running = run(opener, options, memory, stopping.signal)
  return {
    url: exchange.url,
    account: signer.address,
    async close() {
      stopping.abort()
      await running
      await exchange.close()
    },
  }
}

/** Looks at the chain until aborted; what fails is tried again at the next look. */
async function run(
  opener: RequestOpener,
  options: NodeOptions,
  memory: ReturnType<typeof createMemory>,
  signal: AbortSignal,
): Promise<void> {
  let next = opener.contracts.deployment.block
  while (!signal.aborted) {
    try {
      const latest = await latestBlock(opener.contracts)
      if (latest >= next) {
        for (const request of await openRequestsSince(opener.contracts, next, latest))
          memory.remember(request)
        next = latest + 1
      }
      for (const request of memory.pending()) await answerRequest(opener, options, memory, request)
    } catch (error) {
      options.onEvent?.({ kind: 'failed', account: opener.account, error })
    }
    await sleep(options.interval, undefined, { signal }).catch(() => undefined)
  }
}

const latestBlock = ({ runner }: Contracts): Promise<number> =>
  read(runner.provider?.getBlockNumber() ?? Promise.reject(new Error('The contracts have no provider.')))
