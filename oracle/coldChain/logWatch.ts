import { chainTime } from '../../sdk/chain/time.ts'
import { gatewayClient } from '../../sdk/gateway/client.ts'
import { createBell } from '../network/bell.ts'
import type { NodeContext } from '../network/nodeContext.ts'
import type { Share } from '../quorum/exchange.ts'
import { firstBlockSince } from '../requests/readEvents.ts'
import { answerLog } from './answerLog.ts'
import type { LogJudge } from './logJudge.ts'
import { type LogWork, logWork } from './logWork.ts'
import { readAnchoredLogs } from './readAnchoredLogs.ts'

/** Logs that a node works on at once. */
const AT_ONCE = 2
/** Seconds: readings that were not captured that long are not waited for, nor is an older log judged. */
const LOOK_BACK = 8 * 86_400
/** Blocks that are read again at each look, besides those that are not settled: for a reorganisation that went deeper. */
const REREAD = 32

/** Watches for logs of temperatures. */
export interface LogWatch {
  /** What the node shows its peers of its answer. */
  shareOf(logId: string): Share | undefined
  /** Looks at the chain and works on logs until the node stops. */
  run(): Promise<void>
}

/** The part of a node that judges the readings of anchored logs, once each. It keeps nothing on disk: the chain is its queue. */
export function createLogWatch(node: NodeContext, judge: LogJudge): LogWatch {
  const { options, opener, settledBlock, signal } = node
  const urls = options.readingsUrls ?? [options.gatewayUrl]
  const gateways = urls.map((url) => gatewayClient({ url }))
  const works = new Map<string, LogWork>()
  let lookedTo: number | undefined

  async function look(): Promise<void> {
    const to = settledBlock()
    if (to < 0 || to === lookedTo) return
    const now = await chainTime(opener.contracts)
    const from =
      lookedTo === undefined
        ? await firstBlockSince(opener.contracts, now - LOOK_BACK)
        : Math.max(0, Math.min(lookedTo, to) - REREAD + 1)
    for (const [logId, block] of await readAnchoredLogs(opener.contracts, from, to)) {
      if (!works.has(logId)) works.set(logId, logWork(logId, block, now))
    }
    for (const [logId, { blockNumber, foundAt, isDone }] of works) {
      const isOver = isDone && blockNumber < from
      if (isOver || foundAt < now - LOOK_BACK) works.delete(logId)
    }
    lookedTo = to
  }

  const due = (): LogWork[] =>
    [...works.values()]
      .filter(({ isDone, isTaken, notBefore }) => !isDone && !isTaken && notBefore <= Date.now())
      // Those that never had to wait first: a log whose readings nobody captures holds up no other.
      .sort((one, other) => one.waited - other.waited)

  return {
    shareOf(logId) {
      const answer = works.get(logId)?.answer
      if (!answer) return undefined
      const { outputHash, configDigest } = answer.report
      return { outputHash, configDigest, signature: answer.signature }
    },
    async run() {
      const working = new Set<Promise<void>>()
      const bell = createBell()
      signal.addEventListener('abort', () => bell.ring(), { once: true })
      while (!signal.aborted) {
        await look().catch((error: unknown) =>
          options.onEvent?.({ kind: 'failed', account: opener.account, error }),
        )
        for (const work of due().slice(0, AT_ONCE - working.size)) {
          work.isTaken = true
          const step = answerLog({ ...node, gateways }, judge, work).finally(() => {
            work.isTaken = false
            working.delete(step)
          })
          working.add(step)
        }
        if (!signal.aborted) await bell.wait(options.interval)
      }
      await Promise.all(working)
    },
  }
}
