import { setTimeout as sleep } from 'node:timers/promises'
import { connectContracts } from '../../sdk/chain/contracts.ts'
import { latestBlock } from '../../sdk/chain/latestBlock.ts'
import { hexToBytes } from '../../sdk/crypto/bytes.ts'
import { encryptionIdentityFromSeed } from '../../sdk/crypto/encryptionIdentity.ts'
import { gatewayClient } from '../../sdk/gateway/client.ts'
import { ensureEncryptionKey } from '../../sdk/identity/ensureEncryptionKey.ts'
import { contentReader } from '../../sdk/storage/contentReader.ts'
import { httpBlockstore } from '../../sdk/storage/httpBlockstore.ts'
import { serveShares } from '../quorum/exchange.ts'
import { openRequestsSince, type RequestOpener } from '../requests/openRequest.ts'
import { answerRequest } from './answerRequest.ts'
import { createMemory } from './memory.ts'
import type { NodeOptions } from './nodeOptions.ts'

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
