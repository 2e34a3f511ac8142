import { periodOf } from './calendar.ts'
import type { ToldStanding } from './checkStanding.ts'
import { type DecidedOrder, decideOrder } from './decideOrder.ts'
import type { ListedOrder } from './listOrders.ts'
import { type PolicyState, positionFreshUntil } from './readPolicy.ts'

/**
 * What the newest position and its forecast call for, as the committee's nodes decide it: also where its order was placed since.
 * @param orders of the policy
 * @param now seconds since 1970, of the chain
 * @returns undefined where no order follows: the position is too old, or the forecast is that of another one
 */
export function reckonOrder(
  state: PolicyState,
  { document, position, forecast }: ToldStanding,
  orders: readonly Pick<ListedOrder, 'decision'>[],
  now: number,
): DecidedOrder | undefined {
  if (!position || !forecast || state.forecastAt === 0 || now >= positionFreshUntil(state)) return undefined
  const { historyHash, frequency, firstPeriod, quantiles } = forecast
  const isReached = firstPeriod + quantiles.length > periodOf(position.day, frequency)
  if (historyHash !== position.historyHash || !isReached) return undefined
  const own = orders.find(({ decision }) => decision.position === state.position)?.decision.share ?? 0
  return decideOrder({ document, position, forecast, ordered: Math.max(0, state.share - own) })
}
