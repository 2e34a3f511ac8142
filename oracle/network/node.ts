import { type Contracts, connectContracts } from '../../sdk/chain/contracts.ts'
import { chainTime } from '../../sdk/chain/time.ts'
import { hexToBytes } from '../../sdk/crypto/bytes.ts'
import { encryptionIdentityFromSeed } from '../../sdk/crypto/encryptionIdentity.ts'
import { gatewayClient } from '../../sdk/gateway/client.ts'
import { ensureEncryptionKey } from '../../sdk/identity/ensureEncryptionKey.ts'
import { contentReader } from '../../sdk/storage/contentReader.ts'
import { httpBlockstore } from '../../sdk/storage/httpBlockstore.ts'
import { createAlertWatch } from '../alerts/alertWatch.ts'
import { createLogWatch } from '../coldChain/logWatch.ts'
import { oneAtATime } from '../keys/oneAtATime.ts'
import { createPlanWatch } from '../planning/planWatch.ts'
import { createCommitteeReader } from '../quorum/committee.ts'
import { serveShares } from '../quorum/exchange.ts'
import { createPeerBook } from '../quorum/peers.ts'
import { createKeyDeadlines } from '../requests/keyDeadlines.ts'
import type { RequestOpener } from '../requests/openRequest.ts'
import { firstBlockSince } from '../requests/readEvents.ts'
import { answerRequest } from './answerRequest.ts'
import { createBell } from './bell.ts'
import { type ChainFollower, followChain } from './followChain.ts'
import { createHistory } from './history.ts'
import { createMemory } from './memory.ts'
import { createMetrics } from './metrics.ts'
import type { NodeContext } from './nodeContext.ts'
import type { NodeOptions } from './nodeOptions.ts'
import { createHeadWatch, statusRoutes } from './status.ts'

/** Requests that a node works on at once: a slow record does not hold up the others. */
const AT_ONCE = 8
const NOTHING = { waiting: 0, underWay: 0 } as const
/** Seconds: a request expires after seven days, and nobody has to look further back. */
const LOOK_BACK = 8 * 86_400

export interface RunningNode {
  readonly url: string
  readonly account: string
  close(): Promise<void>
}

/**
 * Starts a node of the oracle. It keeps nothing on disk: the chain is its queue, so a node that was killed takes up every
 * open request again, and every report that landed and was not delivered, and writes the same answers.
 */
export async function startNode(given: NodeOptions): Promise<RunningNode> {
  const { deployment, gatewayUrl, metrics = createMetrics(), metricsToken = null, origins = [] } = given
  const signer = oneAtATime(given.signer)
  const account = signer.address
  const history = createHistory()
  const options: NodeOptions = {
    ...given,
    onEvent(event) {
      metrics.count(event)
      history.count(event)
      given.onEvent?.(event)
    },
  }
  const contracts = connectContracts(deployment, signer)
  const seed = hexToBytes(options.seed)
  const identity = await encryptionIdentityFromSeed(seed)
  seed.fill(0)
  await ensureEncryptionKey(contracts, signer, identity)

  const opener: RequestOpener = {
    contracts,
    signer,
    account,
    identity,
    gateway: gatewayClient({ url: gatewayUrl }),
    content: contentReader(httpBlockstore(gatewayUrl)),
    keyDeadline: createKeyDeadlines(contracts),
  }
  const stopping = new AbortController()
  const head = createHeadWatch()
  const memory = createMemory()
  const node: NodeContext = {
    opener,
    options,
    memory,
    committee: createCommitteeReader(contracts),
    peers: createPeerBook(),
    settledBlock: () => (head.latest()?.number ?? -1) - (options.confirmations ?? 0),
    signal: stopping.signal,
  }
  const alerts = createAlertWatch(node)
  const logs = options.logJudge && createLogWatch(node, options.logJudge)
  const plans = options.planner && createPlanWatch(node, options.planner)
  const shareOf = (id: string) =>
    memory.shareOf(id) ?? alerts.shareOf(id) ?? logs?.shareOf(id) ?? plans?.shareOf(id)
  const exchange = await serveShares(shareOf, {
    host: options.host,
    port: options.port,
    addRoutes: statusRoutes({
      account,
      head,
      history,
      queue: () => ({
        requests: memory.load(),
        alerts: alerts.load(),
        logs: logs?.load() ?? NOTHING,
        plans: plans?.load() ?? NOTHING,
      }),
      models: modelsOf(options),
      origins,
      pendingRequests: () => memory.size,
      metrics,
      metricsToken,
    }),
  })
  const running = Promise.all([run(node, head, contracts), alerts.run(), logs?.run(), plans?.run()])
  return {
    url: exchange.url,
    account,
    async close() {
      stopping.abort()
      await running
      await exchange.close()
      identity.privateKey.fill(0)
    },
  }
}

/** Versions that the node answers for. */
const modelsOf = ({ assessors, logJudge, planner }: NodeOptions): string[] =>
  [...assessors.keys(), logJudge?.modelVersion, planner?.modelVersion].filter(
    (version) => version !== undefined,
  )

type HeadWatch = ReturnType<typeof createHeadWatch>

/** Looks at the chain and works on requests until aborted; what fails is tried again. */
async function run(node: NodeContext, head: HeadWatch, contracts: Contracts): Promise<void> {
  const { memory, options, opener, settledBlock, signal } = node
  const working = new Set<Promise<void>>()
  let follower: ChainFollower | undefined
  let nextLook = 0
  const bell = createBell()
  signal.addEventListener('abort', () => bell.ring(), { once: true })
  while (!signal.aborted) {
    if (Date.now() >= nextLook) {
      nextLook = Date.now() + options.interval
      try {
        follower ??= followChain(
          contracts,
          await firstBlockSince(contracts, (await chainTime(contracts)) - LOOK_BACK),
        )
        await look(node, follower, head)
      } catch (error) {
        head.failed()
        options.onEvent?.({ kind: 'failed', account: opener.account, error })
      }
    }
    for (const entry of memory.take(settledBlock(), AT_ONCE - working.size)) {
      const work = answerRequest(node, entry).finally(() => {
        memory.release(entry)
        working.delete(work)
        bell.ring()
      })
      working.add(work)
    }
    const idle = working.size < AT_ONCE ? memory.nextIn(settledBlock()) : options.interval
    if (!signal.aborted) await bell.wait(Math.min(idle, Math.max(0, nextLook - Date.now())))
  }
  await Promise.all(working)
}

/** Takes in what happened on the chain since the last look. */
async function look(
  { memory, committee, options, opener }: NodeContext,
  follower: ChainFollower,
  head: HeadWatch,
): Promise<void> {
  const news = await follower.look()
  if (!news) return head.seen()
  if (news.branch) {
    memory.rewind(news.branch.block)
    options.onEvent?.({ kind: 'reorganised', account: opener.account, depth: news.branch.depth })
  }
  for (const request of news.requests) memory.remember(request)
  for (const landing of news.landings) memory.land(landing)
  head.seen(news.head)
  const { digest } = await committee.current()
  if (head.isNewCommittee(digest)) memory.hurry()
}
