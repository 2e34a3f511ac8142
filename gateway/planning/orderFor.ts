import { ZeroAddress } from 'ethers'
import { RefusedError } from '../../sdk/errors/index.ts'
import type { OpenedOrder } from '../../sdk/planning/order.ts'
import { type Caller, isStaff } from '../access/caller.ts'
import type { GatewayContext } from '../context.ts'
import { tradingOrganisation } from './traders.ts'

/**
 * An opened order, for the staff, and for who trades for this organisation or for the one that it is addressed to. Whoever else asks learns as little as of an
 * order that there is not.
 * @throws RefusedError PLAN_NOT_FOUND
 */
export async function orderFor(
  context: GatewayContext,
  caller: Caller,
  orderId: string,
): Promise<OpenedOrder> {
  const { planning, custodianOrg } = context
  const opened = planning.findOrder(orderId)
  const supplier = opened && planning.findPolicy(opened.decision.policyId)?.file.document.supplier
  const [organisation, isOfStaff] = await Promise.all([
    caller.kind === 'account' ? tradingOrganisation(context, caller) : ZeroAddress,
    isStaff(context, caller),
  ])
  const isParty = organisation === custodianOrg || organisation === supplier
  if (opened && (isOfStaff || (organisation !== ZeroAddress && isParty))) return opened
  throw new RefusedError('PLAN_NOT_FOUND', `This gateway keeps no order ${orderId} for you.`)
}
