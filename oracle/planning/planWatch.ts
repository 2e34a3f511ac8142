import { chainTime } from '../../sdk/chain/time.ts'
import { FinalError } from '../../sdk/errors/index.ts'
import { gatewayClient } from '../../sdk/gateway/client.ts'
import type { Load } from '../../sdk/inference/nodeStatus.ts'
import { policyPeriodAt } from '../../sdk/planning/policy.ts'
import { type PolicyState, positionFreshUntil, readPolicy } from '../../sdk/planning/readPolicy.ts'
import { rereadFrom } from '../network/blockRanges.ts'
import type { NodeContext } from '../network/nodeContext.ts'
import type { Share } from '../quorum/exchange.ts'
import { shareOfStatement } from '../quorum/statement.ts'
import { firstBlockSince } from '../requests/readEvents.ts'
import { runWorks } from '../works/runWorks.ts'
import { loadOf } from '../works/work.ts'
import { answerPlan } from './answerPlan.ts'
import type { Planner } from './plan.ts'
import { type PlanWork, planWork } from './planWork.ts'
import { readNews } from './readNews.ts'

/** Policies that a node works on at once. */
const AT_ONCE = 2
/** Seconds: no position counts for longer, whatever the policy. See `IReplenishmentPlanner.Terms`. */
const LOOK_BACK = 8_784 * 3_600

/** Watches for stock positions. */
export interface PlanWatch {
  /** What the node shows its peers of a forecast or an order. */
  shareOf(requestId: string): Share | undefined
  load(): Load
  /** Looks at the chain and works on policies until the node stops. */
  run(): Promise<void>
}

/**
 * The part of a node that forecasts and orders by the policies of sites: once for each recorded position, in
 * its period and while it is fresh. It keeps nothing on disk: the chain is its queue.
 */
export function createPlanWatch(node: NodeContext, planner: Planner): PlanWatch {
  const { options, opener, settledBlock } = node
  const { contracts } = opener
  const urls = options.planningUrls ?? options.readingsUrls ?? [options.gatewayUrl]
  const gateways = urls.map((url) => gatewayClient({ url }))
  /** Policies that have a position, as they were when something last happened to them. */
  const known = new Map<string, PolicyState>()
  /** Of each policy, for its newest position in the period that is now. */
  const works = new Map<string, PlanWork>()
  /** Policies that something happened to and that are not read yet. */
  const unread = new Set<string>()
  let lookedTo: number | undefined

  async function look(): Promise<void> {
    const to = settledBlock()
    if (to < 0 || (to === lookedTo && unread.size === 0)) return
    const now = await chainTime(contracts)
    const from = rereadFrom(lookedTo, to) ?? (await firstBlockSince(contracts, now - LOOK_BACK))
    for (const policyId of await readNews(contracts, from, to)) unread.add(policyId)
    lookedTo = to
    const failure = await readUnread(to)
    for (const [policyId, policy] of known) follow(policyId, policy, now)
    if (failure) throw failure
  }

  /** One that cannot be read holds up no other. @returns the first failure */
  async function readUnread(blockTag: number): Promise<unknown> {
    let failure: unknown
    for (const policyId of unread) {
      try {
        learn(policyId, await readPolicy(contracts, policyId, { blockTag }))
        unread.delete(policyId)
      } catch (error) {
        // A reorganisation took it back.
        if (error instanceof FinalError) {
          known.delete(policyId)
          unread.delete(policyId)
        } else failure ??= error
      }
    }
    return failure
  }

  function learn(policyId: string, state: PolicyState): void {
    const isNews = JSON.stringify(state) !== JSON.stringify(known.get(policyId))
    known.set(policyId, state)
    const work = works.get(policyId)
    // Landed by another node, let go on by a person, or taken back by a reorganisation.
    if (work && isNews) Object.assign(work, { notBefore: 0, isDone: false })
  }

  /** Gives a policy the work that its position and the time call for. */
  function follow(policyId: string, state: PolicyState, now: number): void {
    const { terms, position, positionAt } = state
    if (position === null || now >= positionFreshUntil(state)) {
      known.delete(policyId)
      works.delete(policyId)
      return
    }
    if (now < terms.start) return
    const period = policyPeriodAt(terms, now)
    const work = works.get(policyId)
    if (work?.period === period && work.position === position && work.positionAt === positionAt) return
    works.set(policyId, planWork({ policyId, period, position, positionAt }))
  }

  return {
    load: () => loadOf(works.values()),
    shareOf(requestId) {
      for (const { forecast, order } of works.values()) {
        for (const statement of [forecast, order]) {
          if (statement?.report.requestId === requestId) return shareOfStatement(statement)
        }
      }
      return undefined
    },
    run: () =>
      runWorks(node, {
        look,
        all: () => works.values(),
        step: (work) => answerPlan({ ...node, gateways }, planner, work),
        atOnce: AT_ONCE,
      }),
  }
}
