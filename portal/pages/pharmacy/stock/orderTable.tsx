import { useSignal } from '@preact/signals'
import type { ListedOrder } from '../../../../sdk/planning/listOrders.ts'
import type { OpenedOrder } from '../../../../sdk/planning/order.ts'
import { Table } from '../../../parts/table.tsx'
import { words } from '../../../words/en.ts'
import { formatTime } from '../../../words/format.ts'
import { visible } from '../../../words/visible.ts'
import { SureDialog, type SureDialogProps } from '../sureDialog.tsx'
import { OrderActs } from './orderActs.tsx'
import type { PolicyProps } from './policyCard.tsx'
import type { Opening } from './stockWork.ts'

export interface OrderTableProps extends PolicyProps {
  /** Null until the site's gateway has shown it. */
  readonly opening: Opening | null
}

/** What is asked once more before an order is changed. */
export type AskedAct = Omit<SureDialogProps, 'onDone' | 'onClose'>

/** The orders under a policy, and what the reader's organisation can do with each. */
export function OrderTable(props: OrderTableProps) {
  const { entry, opening, onDone } = props
  const { orders: text } = words.stock
  const asked = useSignal<AskedAct | null>(null)
  const { start, periodHours } = entry.state.terms
  return (
    <section class="card" aria-labelledby="orders-title">
      <h2 id="orders-title">{text.title}</h2>
      {entry.orders.length === 0 ? (
        <p>{text.none}</p>
      ) : (
        <>
          <p class="muted">{text.checked}</p>
          <Table
            caption={text.caption}
            rows={entry.orders}
            keyOf={({ orderId }) => orderId}
            columns={[
              {
                title: text.period,
                cell: ({ decision }) => formatTime((start + decision.period * periodHours * 3_600) * 1000),
              },
              { title: text.packs, cell: ({ orderId }) => <Packs order={opening?.opened.get(orderId)} /> },
              { title: text.share, cell: ({ decision }) => text.shareText(decision.share) },
              {
                title: text.state,
                cell: (order) => <State order={order} waits={opening?.site?.waits.get(order.orderId)} />,
              },
              {
                title: text.actions,
                cell: (order) => (
                  <OrderActs
                    {...props}
                    order={order}
                    ask={(next) => {
                      asked.value = next
                    }}
                  />
                ),
              },
            ]}
          />
        </>
      )}
      {asked.value && (
        <SureDialog
          {...asked.value}
          onDone={onDone}
          onClose={() => {
            asked.value = null
          }}
        />
      )}
    </section>
  )
}

function Packs({ order }: { readonly order: OpenedOrder | undefined }) {
  const { packs, orders } = words.stock
  if (!order) return <span class="muted">{orders.closed}</span>
  const { document } = order
  return (
    <>
      {packs(document.packs)}
      <br />
      <span class="muted">
        {document.gtin}, {orders.leastDays(document.leastDaysLeft)}
      </span>
    </>
  )
}

interface StateProps {
  readonly order: ListedOrder
  /** What the gateway of the site waits for, in its words. */
  readonly waits: string | undefined
}

function State({ order: { status, units }, waits }: StateProps) {
  const { states, units: unitsText, waits: waitsText, whys } = words.stock.orders
  return (
    <>
      {states[status]}
      {units.length > 0 && <span class="muted"> {unitsText(units.length)}</span>}
      {waits && (
        <p class="muted">
          <bdi>{waitsText(Object.hasOwn(whys, waits) ? (whys[waits] ?? '') : visible(waits))}</bdi>
        </p>
      )}
    </>
  )
}
