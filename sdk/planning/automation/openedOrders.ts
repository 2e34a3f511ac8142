import type { Contracts } from '../../chain/contracts.ts'
import { IntegrityError } from '../../errors/index.ts'
import { type OpenedOrder, requireOpened } from '../order.ts'

/** By order id. One that is not what its decision commits to counts as not shown: it keeps no other order waiting. */
export function openedOrders(contracts: Contracts, orders: readonly OpenedOrder[]): Map<string, OpenedOrder> {
  const opened = new Map<string, OpenedOrder>()
  for (const order of orders) {
    try {
      opened.set(requireOpened(contracts, order), order)
    } catch (error) {
      if (!(error instanceof IntegrityError)) throw error
    }
  }
  return opened
}
