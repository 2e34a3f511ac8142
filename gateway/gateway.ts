import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { getAddress, type Wallet } from 'ethers'
import { connectContracts } from '../sdk/chain/contracts.ts'
import type { Deployment } from '../sdk/chain/deployment.ts'
import { hexToBytes } from '../sdk/crypto/bytes.ts'
import { encryptionIdentityFromSeed } from '../sdk/crypto/encryptionIdentity.ts'
import { ensureEncryptionKey } from '../sdk/identity/ensureEncryptionKey.ts'
import { embeddedContentStore } from '../sdk/storage/embeddedContentStore.ts'
import { openFileBlockstore } from '../sdk/storage/node/fileBlockstore.ts'
import { openFilePins } from '../sdk/storage/node/filePins.ts'
import type { GatewayContext } from './context.ts'
import { createServer } from './http/server.ts'
import { createMutex } from './mutex.ts'
import { resumeAnchors } from './records/anchorHeld.ts'
import { openSqliteStore } from './store/sqliteStore.ts'
import { watchRevocations } from './watch.ts'

export interface GatewayOptions {
  readonly deployment: Deployment
  /** The custodian's account, connected to a provider. */
  readonly signer: Wallet
  /** 32 bytes as hexadecimal: the custodian's encryption key comes from it. */
  readonly seed: string
  readonly custodianOrg: string
  readonly staffToken: string
  readonly dataFolder: string
  readonly host: string
  /** 0 for any free port. */
  readonly port: number
  readonly confirmations: number
  /** Milliseconds between looks at the chain. */
  readonly watchInterval: number
  readonly onRekeyed?: (patient: string, records: number) => void
  readonly onError?: (error: unknown) => void
}

export interface RunningGateway {
  readonly url: string
  close(): Promise<void>
}

/** Opens the gateway's data, publishes its key where needed, finishes what a crash left, listens and watches. */
export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const { signer, dataFolder } = options
  await mkdir(dataFolder, { recursive: true, mode: 0o700 })
  const blocks = await openFileBlockstore(join(dataFolder, 'content'))
  const pins = await openFilePins(join(dataFolder, 'content'))
  const store = openSqliteStore(join(dataFolder, 'gateway.sqlite'))
  const context: GatewayContext = {
    contracts: connectContracts(options.deployment, signer),
    signer,
    identity: await encryptionIdentityFromSeed(hexToBytes(options.seed)),
    custodianOrg: getAddress(options.custodianOrg),
    content: embeddedContentStore(blocks, pins),
    store,
    confirmations: options.confirmations,
    transactions: createMutex(),
    keys: createMutex(),
  }
  const server = createServer(context, { blocks, staffToken: options.staffToken })
  let url: string
  try {
    await ensureEncryptionKey(context.contracts, signer, context.identity)
    for (const error of await resumeAnchors(context)) options.onError?.(error)
    url = await server.listen({ host: options.host, port: options.port })
  } catch (error) {
    store.close()
    throw error
  }
  const stopping = new AbortController()
  const watching = watchRevocations(context, {
    interval: options.watchInterval,
    signal: stopping.signal,
    ...(options.onRekeyed && { onRekeyed: options.onRekeyed }),
    ...(options.onError && { onError: options.onError }),
  })

  return {
    url,
    async close() {
      stopping.abort()
      await server.close()
      await watching
      store.close()
    },
  }
}
