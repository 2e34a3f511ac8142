import type { Contracts } from '../../sdk/chain/contracts.ts'
import { FinalError } from '../../sdk/errors/index.ts'
import { checkOpening } from '../../sdk/planning/checkOpening.ts'
import { listOrders } from '../../sdk/planning/listOrders.ts'
import { policyPeriodAt } from '../../sdk/planning/policy.ts'
import { type PolicyState, readPolicy } from '../../sdk/planning/readPolicy.ts'
import type { GatewayContext } from '../context.ts'
import { openingOf } from './openingOf.ts'
import type { KeptPolicy, KeptPosition } from './planningStore.ts'
import { recordOtherStock, recordStock } from './recordStock.ts'

/**
 * Records the stock position of a policy as often as the committee needs it, and no more: a recording voids what nodes have
 * signed, and is public. As long as the period may still have an order that is
 * - once when the period begins,
 * - when a node would refuse the one that is recorded, for packs in stock or to come were lost since otherwise than by
 *   dispensing,
 * - when it is half as old as it may be.
 * Never at a sale: those could be read from the positions. While a person holds the policy, before it begins, and until a
 * history was handed in, nothing is recorded.
 * @param now seconds since 1970
 * @returns whether the chain was asked for the stock
 */
export async function keepPosition(context: GatewayContext, kept: KeptPolicy, now: number): Promise<boolean> {
  const { contracts, planning } = context
  const { policyId } = kept
  if (!planning.historyOf(policyId)) return false
  const state = await readPolicy(contracts, policyId)
  if (state.isHeld || now < state.terms.start) return false
  if (await hasOrder(contracts, state, now)) return false
  const last = state.position === null ? undefined : planning.findPosition(policyId, state.position)
  if (!last || isPast(state, now)) {
    await recordStock(context, kept)
    return true
  }
  if (!(await isGood(context, kept, last, state))) {
    // The same again a node would refuse again.
    await recordOtherStock(context, kept, last)
  }
  return true
}

async function hasOrder(
  contracts: Contracts,
  { policyId, terms }: PolicyState,
  now: number,
): Promise<boolean> {
  const period = policyPeriodAt(terms, now)
  return (await listOrders(contracts, { policyId })).some(({ decision }) => decision.period === period)
}

/** Of an earlier period, or half as old as it may be. */
const isPast = ({ terms, positionAt }: PolicyState, now: number): boolean =>
  policyPeriodAt(terms, positionAt) < policyPeriodAt(terms, now) ||
  now - positionAt >= (terms.maximumAgeHours * 3600) / 2

/** Whether a node would decide by it: judged by what a node does. */
async function isGood(
  context: GatewayContext,
  kept: KeptPolicy,
  last: KeptPosition,
  state: PolicyState,
): Promise<boolean> {
  try {
    await checkOpening(context.contracts, await openingOf(context, kept, last), state)
    return true
  } catch (error) {
    if (error instanceof FinalError) return false
    throw error
  }
}
