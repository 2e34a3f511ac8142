import { read } from '../../sdk/chain/send.ts'
import { chainTime } from '../../sdk/chain/time.ts'
import { purposeNumber } from '../../sdk/consent/vocabulary.ts'
import { IntegrityError } from '../../sdk/errors/index.ts'
import type { Report } from '../../sdk/inference/signedReport.ts'
import { landForecast } from '../../sdk/planning/landForecast.ts'
import { type ListedOrder, listOrders } from '../../sdk/planning/listOrders.ts'
import { type OrderDecision, orderIdOf } from '../../sdk/planning/order.ts'
import { placeOrder } from '../../sdk/planning/placeOrder.ts'
import { forecastReport, orderReport } from '../../sdk/planning/planStatements.ts'
import { policyPeriodAt } from '../../sdk/planning/policy.ts'
import { type PolicyState, positionFreshUntil, readPolicy } from '../../sdk/planning/readPolicy.ts'
import type { NodeContext } from '../network/nodeContext.ts'
import type { Committee } from '../quorum/committee.ts'
import { landStatement } from '../quorum/landStatement.ts'
import { type Statement, signStatement } from '../quorum/statement.ts'
import { tryWork } from '../works/tryWork.ts'
import { postpone } from '../works/work.ts'
import { openPlan, type PlanGateway, type PlanOpener } from './openPlan.ts'
import type { Plan, Planner } from './plan.ts'
import type { PlanWork } from './planWork.ts'

/** What the steps on one policy share. */
export type PlanContext = NodeContext & Pick<PlanOpener, 'gateways'>

/**
 * Takes one position of a policy one step further: opens it, forecasts, decides and signs, lands the forecast and then the
 * order when it is this node's turn, and hands both to the site's gateway. A policy that is held, or whose site does not
 * answer, waits; a position that is stale or not the newest, and a period that is over, are let go.
 */
export const answerPlan = (node: PlanContext, planner: Planner, work: PlanWork): Promise<void> =>
  tryWork(node, work, work.policyId, (signal) => {
    const gateways = startingWith(work.tries, node.gateways)
    work.tries += 1
    return advance({ ...node, gateways }, planner, work, signal)
  })

const startingWith = <T>(index: number, all: readonly T[]): T[] => {
  const first = index % Math.max(1, all.length)
  return [...all.slice(first), ...all.slice(0, first)]
}

async function advance(
  node: PlanContext,
  planner: Planner,
  work: PlanWork,
  signal: AbortSignal,
): Promise<void> {
  const { opener, committee } = node
  const { contracts, account } = opener
  const [state, current, now] = await Promise.all([
    readPolicy(contracts, work.policyId),
    committee.current(),
    chainTime(contracts),
  ])
  // The next look finds what is current instead, unless it is the chain's node that is behind.
  if (!isCurrent(work, state, now)) return postpone(work)
  if (state.isHeld || !current.signers.includes(account)) return postpone(work)
  await read(contracts.modelRegistry.requireApproved(planner.modelVersion, purposeNumber('HOPERAT')))
  const orders = await listOrders(contracts, { policyId: work.policyId })
  const landed = orders.find(({ decision }) => decision.period === work.period)?.decision
  // The period has its order, from another position.
  work.isDone = landed !== undefined && landed.position !== work.position
  if (work.isDone) return
  work.plan ??= await planOf(node, planner, work, state, orders, signal)
  // Something was ordered that the position does not know of: the next one does.
  work.isDone = work.plan === undefined
  const { plan } = work
  if (!plan) return
  const isLanded = state.forecastAt !== 0
  // Signed by this node before it ran another version, or by others: nothing else is signed for the request.
  if (isLanded && state.forecast !== plan.forecastCommitment) throw notOwn('forecast', work)
  const authority = { modelVersion: planner.modelVersion, configDigest: current.digest }
  await sign(node, work, plan, authority)
  if (!isLanded) return landTheForecast(node, work, plan, authority, current, signal)
  work.forecastSeenAt ??= Date.now()
  if (!work.isForecastDelivered) {
    await toAnyGateway(node, (gateway) => gateway.deliverForecast(plan.forecast, { signal }))
    work.isForecastDelivered = true
  }
  const { order } = plan
  if (landed) requireOwn(node, work, landed)
  else if (order) return landTheOrder(node, work, order.decision, authority, current, signal)
  if (order) await toAnyGateway(node, (gateway) => gateway.deliverOrder(order, { signal }))
  work.isDone = true
}

/** Whether it is the newest position, fresh, and the period is now. */
function isCurrent({ period, position, positionAt }: PlanWork, state: PolicyState, now: number): boolean {
  const { terms } = state
  const isNewest = state.position === position && state.positionAt === positionAt
  const isNow = now >= terms.start && policyPeriodAt(terms, now) === period
  return isNewest && isNow && now < positionFreshUntil(state)
}

/**
 * What this node finds. It depends on nothing that changes while the position and the period last.
 * @returns undefined where something was ordered in an earlier period after the block of the position
 */
async function planOf(
  { opener, gateways }: PlanContext,
  planner: Planner,
  { policyId, period, position }: PlanWork,
  state: PolicyState,
  orders: readonly ListedOrder[],
  signal: AbortSignal,
): Promise<Plan | undefined> {
  const opening = await openPlan({ ...opener, gateways }, { policyId, position }, state, signal)
  const { block } = opening.position
  const isUsed = orders.some(({ decision, blockNumber }) => decision.period < period && blockNumber > block)
  if (isUsed) return undefined
  // Not the share that the chain tells now: an order of this period, once it has landed, is part of that.
  const ordered = orders
    .filter(({ decision }) => decision.period < period && decision.period > period - state.terms.window)
    .reduce((sum, { decision }) => sum + decision.share, 0)
  return planner.plan(opening, { policyId, period, position, ordered })
}

type Authority = Pick<Report, 'modelVersion' | 'configDigest'>

/** Gives the work statements that are signed for the current configuration of the committee. */
async function sign(
  { opener: { contracts, signer, account }, options }: PlanContext,
  work: PlanWork,
  { forecastCommitment, order }: Plan,
  authority: Authority,
): Promise<void> {
  const { policyId, period, position, positionAt } = work
  const signAnew = async (statement: Statement | undefined, report: Report): Promise<Statement> => {
    if (statement?.report.configDigest === report.configDigest) return statement
    const signed = await signStatement(contracts, signer, report)
    const { requestId, outputHash } = report
    options.onEvent?.({ kind: statement ? 'resigned' : 'signed', account, requestId, outputHash })
    return signed
  }
  const forecast = { policyId, period, position, positionAt, forecast: forecastCommitment }
  work.forecast = await signAnew(work.forecast, forecastReport(contracts, forecast, authority))
  if (!order) return
  const decision = { ...order.decision, positionAt }
  work.order = await signAnew(work.order, orderReport(contracts, decision, authority))
}

async function landTheForecast(
  node: PlanContext,
  work: PlanWork,
  { forecastCommitment: forecast }: Plan,
  authority: Authority,
  current: Committee,
  signal: AbortSignal,
): Promise<void> {
  const { policyId, period, position } = work
  if (!work.forecast) return
  await landStatement(
    node,
    work,
    work.forecast,
    current,
    (signatures) =>
      landForecast(node.opener.contracts, { policyId, period, position, forecast }, authority, signatures),
    signal,
  )
}

/** Turns count from when this node saw the forecast there. */
async function landTheOrder(
  node: PlanContext,
  work: PlanWork,
  decision: OrderDecision,
  authority: Authority,
  current: Committee,
  signal: AbortSignal,
): Promise<void> {
  if (!work.order) return
  const turnsFrom = Math.max(work.order.turnsFrom, work.forecastSeenAt ?? 0)
  work.order = { ...work.order, turnsFrom }
  await landStatement(
    node,
    work,
    work.order,
    current,
    (signatures) => placeOrder(node.opener.contracts, decision, authority, signatures),
    signal,
  )
}

/** @throws IntegrityError REPORT_MISMATCH where the order that landed is not what this node decides */
function requireOwn({ opener: { contracts } }: PlanContext, work: PlanWork, landed: OrderDecision): void {
  const own = work.plan?.order?.decision
  if (own && orderIdOf(contracts, own) === orderIdOf(contracts, landed)) return
  throw notOwn('order', work)
}

const notOwn = (what: string, { policyId }: PlanWork) =>
  new IntegrityError(
    'REPORT_MISMATCH',
    `The ${what} of the policy ${policyId} that landed is not the one that this node decides. Compare the versions of the nodes.`,
  )

/** Of several gateways one has the policy. @throws what the last one failed with */
async function toAnyGateway(
  { gateways, signal }: PlanContext,
  hand: (gateway: PlanGateway) => Promise<unknown>,
): Promise<void> {
  let failure: unknown
  for (const gateway of gateways) {
    try {
      await hand(gateway)
      return
    } catch (error) {
      if (signal.aborted) throw error
      failure = error
    }
  }
  throw failure
}
