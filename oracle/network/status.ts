import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { BlockHeader } from '../../sdk/chain/latestBlock.ts'
import { allowOrigins } from '../../sdk/http/node/allowOrigins.ts'
import type { NodeStatus } from '../../sdk/inference/nodeStatus.ts'
import type { History } from './history.ts'
import type { NodeMetrics } from './metrics.ts'

/** Milliseconds without a look at the chain that succeeded, after which a node counts as unavailable. */
const LONGEST_SILENCE = 30_000

/** What a node last saw of the chain. */
export interface HeadWatch {
  latest(): BlockHeader | undefined
  /** A look succeeded, with a new head or none. */
  seen(head?: BlockHeader): void
  failed(): void
  isAlive(): boolean
  /** Whether the committee has another configuration than at the last call. */
  isNewCommittee(digest: string): boolean
}

/** @param now milliseconds since 1970 */
export function createHeadWatch(now: () => number = Date.now): HeadWatch {
  let latest: BlockHeader | undefined
  let digest: string | undefined
  let lookedAt = 0
  let hasFailed = false
  return {
    latest: () => latest,
    seen(head) {
      latest = head ?? latest
      lookedAt = now()
      hasFailed = false
    },
    failed() {
      hasFailed = true
    },
    isAlive: () => !hasFailed && now() - lookedAt < LONGEST_SILENCE,
    isNewCommittee(current) {
      const isNew = digest !== current
      digest = current
      return isNew
    },
  }
}

export interface StatusOptions {
  readonly account: string
  readonly head: HeadWatch
  readonly history: Pick<History, 'read'>
  /** What the node has not finished, by kind. */
  readonly queue: () => NodeStatus['queue']
  /** Model versions that it answers for. */
  readonly models: readonly string[]
  /** Origins of the pages that may read health and status. */
  readonly origins: readonly string[]
  /** Requests that the node has not let go of. */
  readonly pendingRequests: () => number
  readonly metrics: NodeMetrics
  /** Bearer token of whoever collects metrics, or null: then they are for this machine only. */
  readonly metricsToken: string | null
}

/**
 * `GET /health` and `GET /status` for anyone, `GET /metrics` for whoever runs the node. None says anything about a request.
 */
export const statusRoutes =
  (options: StatusOptions) =>
  (server: FastifyInstance): void => {
    const { head, queue, pendingRequests, metrics, metricsToken } = options
    // A part of its own, so that pages read these two alone.
    server.register(async (open) => {
      allowOrigins(open, { origins: options.origins, methods: 'GET, HEAD' })
      addOpenRoutes(open, options)
    })
    server.get('/metrics', async (request, reply) => {
      if (!(metricsToken === null ? isLocal(request) : isBearer(request, metricsToken))) {
        const message = 'Metrics are for whoever runs this node.'
        return reply.status(401).send({ code: 'NOT_AUTHORISED', message })
      }
      const latest = head.latest()
      const text = await metrics.render({
        pendingRequests: pendingRequests(),
        queue: queue(),
        lastBlock: latest?.number,
        chainHeadLag: latest && Math.round(Date.now() / 1000) - latest.timestamp,
      })
      return reply.header('content-type', metrics.contentType).send(text)
    })
  }

function addOpenRoutes(server: FastifyInstance, options: StatusOptions): void {
  const { account, head, history, queue, models } = options
  const state = () => (head.isAlive() ? 'ok' : 'unavailable')
  server.get('/health', async (_request, reply) => {
    const status = state()
    const latestBlock = head.latest()?.number ?? null
    return reply.status(status === 'ok' ? 200 : 503).send({ status, account, latestBlock })
  })
  server.get('/status', async (_request, reply): Promise<NodeStatus> => {
    const { number, hash } = head.latest() ?? {}
    reply.header('cache-control', 'no-store')
    return {
      format: 'salus-node/1',
      account,
      status: state(),
      head: number === undefined || hash === undefined ? null : { number, hash },
      ...history.read(),
      queue: queue(),
      models: [...models],
    }
  })
}

/** What a proxy on this machine passes on does not come from this machine. */
function isLocal({ headers, raw }: FastifyRequest): boolean {
  if (headers.forwarded !== undefined || headers['x-forwarded-for'] !== undefined) return false
  return /^(?:127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/.test(raw.socket.remoteAddress ?? '')
}

/** Compared by their hashes, so that the time that it takes tells nothing. */
function isBearer({ headers }: FastifyRequest, token: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(headers.authorization ?? ''), hash(`Bearer ${token}`))
}
