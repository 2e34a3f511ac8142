import { read } from '../../sdk/chain/send.ts'
import { IntegrityError, RefusedError } from '../../sdk/errors/index.ts'
import type { OpenedForecast } from '../../sdk/gateway/planningCalls.ts'
import { forecastCommitment } from '../../sdk/planning/demandForecast.ts'
import { type OpenedOrder, requireOpened } from '../../sdk/planning/order.ts'
import { readPolicy } from '../../sdk/planning/readPolicy.ts'
import type { GatewayContext } from '../context.ts'
import { requirePolicy } from './keepPolicy.ts'

/** `IReplenishmentPlanner.Status.None`. */
const NO_ORDER = 0n

/**
 * Takes in the forecast that landed for a policy, from whoever has it: it is held against the commitment on the chain. By the salt
 * that is sent along, not the one that is known here: nobody can try out guesses.
 * @throws RefusedError PLAN_NOT_FOUND; IntegrityError COMMITMENT_MISMATCH
 */
export async function takeForecast(
  context: GatewayContext,
  { forecast, salt }: OpenedForecast,
): Promise<void> {
  const { contracts, planning } = context
  const { policyId } = forecast
  requirePolicy(context, policyId)
  const landed = await readPolicy(contracts, policyId)
  if (landed.forecast !== forecastCommitment(salt, forecast)) {
    throw new IntegrityError('COMMITMENT_MISMATCH', 'The forecast is not the one that landed for the policy.')
  }
  planning.setForecast(policyId, forecast)
}

/**
 * Takes in an order that landed, opened, likewise. @returns its id
 * @throws RefusedError PLAN_NOT_FOUND; IntegrityError COMMITMENT_MISMATCH
 */
export async function takeOrder(context: GatewayContext, opened: OpenedOrder): Promise<string> {
  const { contracts, planning } = context
  const { policyId } = opened.decision
  requirePolicy(context, policyId)
  const orderId = requireOpened(contracts, opened)
  if (planning.findOrder(orderId)) return orderId
  await requireLanded(context, opened, orderId)
  planning.addOrder(orderId, opened)
  return orderId
}

/** One question to the chain, since anyone may hand in anything. @throws RefusedError PLAN_NOT_FOUND */
async function requireLanded(
  { contracts }: GatewayContext,
  { decision }: OpenedOrder,
  orderId: string,
): Promise<void> {
  const { status } = await read(contracts.replenishmentPlanner.orderOf(decision))
  if (status !== NO_ORDER) return
  throw new RefusedError('PLAN_NOT_FOUND', `The chain has no order ${orderId}.`)
}
