import { chainTime } from '../../sdk/chain/time.ts'
import { gatewayClient } from '../../sdk/gateway/client.ts'
import type { Load } from '../../sdk/inference/nodeStatus.ts'
import { rereadFrom } from '../network/blockRanges.ts'
import type { NodeContext } from '../network/nodeContext.ts'
import type { Share } from '../quorum/exchange.ts'
import { shareOfStatement } from '../quorum/statement.ts'
import { firstBlockSince } from '../requests/readEvents.ts'
import { runWorks } from '../works/runWorks.ts'
import { loadOf } from '../works/work.ts'
import { answerLog } from './answerLog.ts'
import type { LogJudge } from './logJudge.ts'
import { type LogWork, logWork } from './logWork.ts'
import { readAnchoredLogs } from './readAnchoredLogs.ts'

/** Logs that a node works on at once. */
const AT_ONCE = 2
/** Seconds: readings that were not captured that long are not waited for, nor is an older log judged. */
const LOOK_BACK = 8 * 86_400

/** Watches for logs of temperatures. */
export interface LogWatch {
  /** What the node shows its peers of its answer. */
  shareOf(logId: string): Share | undefined
  load(): Load
  /** Looks at the chain and works on logs until the node stops. */
  run(): Promise<void>
}

/** The part of a node that judges the readings of anchored logs, once each. It keeps nothing on disk: the chain is its queue. */
export function createLogWatch(node: NodeContext, judge: LogJudge): LogWatch {
  const { options, opener, settledBlock } = node
  const urls = options.readingsUrls ?? [options.gatewayUrl]
  const gateways = urls.map((url) => gatewayClient({ url }))
  const works = new Map<string, LogWork>()
  let lookedTo: number | undefined

  async function look(): Promise<void> {
    const to = settledBlock()
    if (to < 0 || to === lookedTo) return
    const now = await chainTime(opener.contracts)
    const from = rereadFrom(lookedTo, to) ?? (await firstBlockSince(opener.contracts, now - LOOK_BACK))
    for (const [logId, block] of await readAnchoredLogs(opener.contracts, from, to)) {
      if (!works.has(logId)) works.set(logId, logWork(logId, block, now))
    }
    for (const [logId, { blockNumber, foundAt, isDone }] of works) {
      const isOver = isDone && blockNumber < from
      if (isOver || foundAt < now - LOOK_BACK) works.delete(logId)
    }
    lookedTo = to
  }

  return {
    load: () => loadOf(works.values()),
    shareOf(logId) {
      const statement = works.get(logId)?.statement
      return statement && shareOfStatement(statement)
    },
    run: () =>
      runWorks(node, {
        look,
        all: () => works.values(),
        step: (work) => answerLog({ ...node, gateways }, judge, work),
        atOnce: AT_ONCE,
      }),
  }
}
