import { join } from 'node:path'
import { getAddress, type Wallet } from 'ethers'
import { connectContracts } from '../sdk/chain/contracts.ts'
import type { Deployment } from '../sdk/chain/deployment.ts'
import { localSigner } from '../sdk/chain/node/localSigner.ts'
import { hexToBytes } from '../sdk/crypto/bytes.ts'
import { encryptionIdentityFromSeed } from '../sdk/crypto/encryptionIdentity.ts'
import { ensureEncryptionKey } from '../sdk/identity/ensureEncryptionKey.ts'
import { embeddedContentStore } from '../sdk/storage/embeddedContentStore.ts'
import { openFileBlockstore } from '../sdk/storage/node/fileBlockstore.ts'
import { openFilePins } from '../sdk/storage/node/filePins.ts'
import type { GatewayContext } from './context.ts'
import { anchorPeriodically } from './disclosures/anchorPeriodically.ts'
import { openEpcis } from './epcis/epcis.ts'
import { createServer } from './http/server.ts'
import type { HttpSettings } from './http/settings.ts'
import { openSqliteIndexStore } from './index/sqliteIndexStore.ts'
import { meteredStore } from './metrics/meteredStore.ts'
import { createMetrics } from './metrics/metrics.ts'
import { createKeyedMutex, createMutex } from './mutex.ts'
import { createDeedLog, type OrderNews } from './planning/deedLog.ts'
import { keepPositions } from './planning/keepPositions.ts'
import { openSqlitePlanningStore } from './planning/sqlitePlanningStore.ts'
import { openSqliteBatchStore } from './provenance/sqliteBatchStore.ts'
import { createOwnKeys } from './records/ownKeys.ts'
import { rememberPublishedKeys } from './records/publishedKeys.ts'
import { createRefusalBudget } from './records/refusalBudget.ts'
import { resume } from './resume.ts'
import { makeOwnFolder } from './store/ownFiles.ts'
import { openSqliteStore } from './store/sqliteStore.ts'
import { type GatewayTuning, STANDARD_TUNING } from './tuning.ts'
import { watchChain } from './watch.ts'

export interface GatewayOptions extends Partial<GatewayTuning> {
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
  readonly http?: Partial<HttpSettings>
  /** Keeps the organisation's replenishment going. Default: people do. */
  readonly replenishment?: {
    /** Gateways of the sites that order from this organisation. */
    readonly sites: readonly string[]
  }
  /** Told when something became of an order by the gateway's own step, or it begins to wait for something else. */
  readonly onOrder?: (news: OrderNews) => void
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
  const tuning = { ...STANDARD_TUNING, ...options }
  await makeOwnFolder(dataFolder)
  const blocks = await openFileBlockstore(join(dataFolder, 'content'))
  const pins = await openFilePins(join(dataFolder, 'content'))
  const contracts = connectContracts(options.deployment, signer)
  const identity = await encryptionIdentityFromSeed(hexToBytes(options.seed))
  const metrics = createMetrics()
  const context: GatewayContext = {
    contracts,
    signer,
    receiptSigner: localSigner(signer),
    identity,
    custodianOrg: getAddress(options.custodianOrg),
    content: embeddedContentStore(blocks, pins),
    store: meteredStore(openSqliteStore(join(dataFolder, 'gateway.sqlite')), metrics),
    index: openSqliteIndexStore(join(dataFolder, 'index.sqlite'), options.deployment),
    batches: await openSqliteBatchStore(join(dataFolder, 'batches')),
    planning: openSqlitePlanningStore(join(dataFolder, 'planning.sqlite')),
    deeds: createDeedLog(options.onOrder),
    epcis: openEpcis(join(dataFolder, 'epcis.sqlite'), options.onError),
    ownKeys: await createOwnKeys(identity.privateKey),
    publishedKeys: rememberPublishedKeys(contracts),
    confirmations: tuning.confirmations,
    relayLimits: tuning.relayLimits,
    isRefusalLogged: createRefusalBudget(),
    transactions: createMutex(),
    relays: createMutex(),
    publications: createMutex(),
    keys: createKeyedMutex(),
  }
  const server = createServer(context, {
    blocks,
    metrics,
    staffToken: options.staffToken,
    settings: options.http,
  })
  const closeStores = async () => {
    await context.index.close()
    context.store.close()
    await context.epcis.close()
    context.batches.close()
    context.planning.close()
  }
  let url: string
  try {
    await ensureEncryptionKey(contracts, signer, context.identity)
    for (const error of await resume(context)) options.onError?.(error)
    url = await server.listen({ host: options.host, port: options.port })
  } catch (error) {
    await closeStores()
    throw error
  }
  const stopping = new AbortController()
  const running = runInBackground(context, tuning, options, stopping.signal)

  return {
    url,
    async close() {
      stopping.abort()
      await server.close()
      await running
      await closeStores()
    },
  }
}

async function runInBackground(
  context: GatewayContext,
  { watchInterval, sweepInterval, disclosureInterval, positionPause }: GatewayTuning,
  { onRekeyed, onError, replenishment }: GatewayOptions,
  signal: AbortSignal,
): Promise<void> {
  const callbacks = { signal, ...(onRekeyed && { onRekeyed }), ...(onError && { onError }) }
  await Promise.all([
    watchChain(context, { interval: watchInterval, sweepInterval, ...callbacks }),
    anchorPeriodically(context, { interval: disclosureInterval, ...callbacks }),
    replenishment &&
      keepPositions(context, {
        interval: watchInterval,
        pause: positionPause,
        ...replenishment,
        ...callbacks,
      }),
  ])
}
