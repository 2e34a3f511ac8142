import type { ContractTransactionReceipt } from 'ethers'
import type { Contracts } from '../../../../sdk/chain/contracts.ts'
import { acceptOrder } from '../../../../sdk/planning/acceptOrder.ts'
import { cancelOrder } from '../../../../sdk/planning/cancelOrder.ts'
import { confirmOrder } from '../../../../sdk/planning/confirmOrder.ts'
import type { ListedOrder, OrderStatus } from '../../../../sdk/planning/listOrders.ts'
import type { OrderDecision } from '../../../../sdk/planning/order.ts'
import { rejectOrder } from '../../../../sdk/planning/rejectOrder.ts'
import { usePortal } from '../../../app/portal.ts'
import { Button } from '../../../parts/button.tsx'
import { nameOf } from '../../../parts/party.tsx'
import { words } from '../../../words/en.ts'
import { shorten } from '../../../words/format.ts'
import type { AskedAct, OrderTableProps } from './orderTable.tsx'
import type { Side } from './stockWork.ts'

type Name = keyof typeof words.stock.orders.acts

const WORK: Readonly<
  Record<Name, (contracts: Contracts, decision: OrderDecision) => Promise<ContractTransactionReceipt>>
> = { confirm: confirmOrder, cancel: cancelOrder, accept: acceptOrder, reject: rejectOrder }

/** What agrees to an order, rather than ends it. */
const AGREEING: ReadonlySet<Name> = new Set(['confirm', 'accept'])

/** What each side can do with an order in a state. */
const ACTS: Readonly<Record<Side, Partial<Record<OrderStatus, readonly Name[]>>>> = {
  site: { awaiting: ['confirm', 'cancel'], placed: ['cancel'], accepted: ['cancel'], shipped: ['cancel'] },
  supplier: { placed: ['accept', 'reject'], accepted: ['reject'], shipped: ['reject'] },
}

export interface OrderActsProps extends OrderTableProps {
  readonly order: ListedOrder
  readonly ask: (asked: AskedAct) => void
}

/** Nothing is agreed to that was not opened, and nothing under a policy that is held. */
export function OrderActs({ setting: { settings }, entry, opening, order, ask }: OrderActsProps) {
  const { connection } = usePortal()
  const { side, state } = entry
  const text = words.stock.orders
  const names = ACTS[side][order.status] ?? []
  const opened = opening?.opened.get(order.orderId)
  const isOwnCount = side === 'site' && state.recorder === connection.wallet.value?.account
  const canAgree = opened !== undefined && !state.isHeld && !isOwnCount
  const isAsked = names.some((name) => AGREEING.has(name))
  const other = nameOf(settings, side === 'site' ? order.supplier : order.organisation)
  const what = opened ? text.what(opened.document.packs, opened.document.gtin) : text.unopened
  return (
    <>
      {isAsked && !opened && <p class="muted">{text.unseen}</p>}
      {isAsked && isOwnCount && <p class="muted">{words.stock.fourEyes}</p>}
      <div class="buttons">
        {names
          .filter((name) => canAgree || !AGREEING.has(name))
          .map((name) => {
            const act = text.acts[name]
            return (
              <Button
                key={name}
                kind={AGREEING.has(name) ? 'primary' : 'plain'}
                label={act.label(shorten(order.orderId))}
                onClick={() =>
                  ask({
                    title: act.title,
                    text: act.text(what, other),
                    confirm: act.button,
                    done: act.done,
                    isGrave: !AGREEING.has(name),
                    work: ({ contracts }) => WORK[name](contracts, order.decision),
                  })
                }
              >
                {act.button}
              </Button>
            )
          })}
      </div>
    </>
  )
}
