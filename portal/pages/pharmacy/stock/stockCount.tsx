import { useSignal } from '@preact/signals'
import type { GatewayClient } from '../../../../sdk/gateway/client.ts'
import type { StockPosition } from '../../../../sdk/planning/position.ts'
import { Button } from '../../../parts/button.tsx'
import { Facts } from '../../../parts/facts.tsx'
import { Table } from '../../../parts/table.tsx'
import { words } from '../../../words/en.ts'
import { formatDay, formatNumber, shorten } from '../../../words/format.ts'
import { SureDialog } from '../sureDialog.tsx'
import type { SiteOpening } from './stockWork.ts'

export interface StockCountProps {
  readonly client: GatewayClient
  readonly site: SiteOpening
  readonly onDone: () => void
}

/** What the pharmacy has of the product: what counts, lot by lot, and what does not. */
export function StockCount({ client, site: { standing }, onDone }: StockCountProps) {
  const { count } = words.stock
  const { policyId, position } = standing
  const isAsked = useSignal(false)
  return (
    <section class="card" aria-labelledby="count-title">
      <h2 id="count-title">{count.title}</h2>
      {position ? <Counted position={position} /> : <p class="note">{count.none}</p>}
      <p class="muted">{count.onlyShown}</p>
      <div class="buttons">
        <Button
          onClick={() => {
            isAsked.value = true
          }}
        >
          {count.again}
        </Button>
      </div>
      {isAsked.value && (
        <SureDialog
          title={count.againTitle}
          text={count.againText}
          confirm={count.again}
          done={count.againDone}
          work={async ({ signal }) => {
            const { transactionHash: hash } = await client.recordStockPosition(policyId, { signal })
            return { hash }
          }}
          onDone={onDone}
          onClose={() => {
            isAsked.value = false
          }}
        />
      )}
    </section>
  )
}

const sum = (parts: readonly { readonly packs: number }[]): number =>
  parts.reduce((total, { packs }) => total + packs, 0)

function Counted({ position }: { readonly position: StockPosition }) {
  const { count, packs } = words.stock
  const { block, day, lots, onTheWay, onOrder, unusable } = position
  return (
    <>
      <p>{count.asOf(block, formatDay(day))}</p>
      <Facts
        facts={[
          [count.usable, packs(sum(lots))],
          [count.onTheWay, <Explained text={packs(onTheWay)} help={count.onTheWayHelp} />],
          [count.onOrder, packs(sum(onOrder))],
          [count.unusable, <Explained text={packs(unusable)} help={count.unusableHelp} />],
        ]}
      />
      {lots.length === 0 ? (
        <p class="note warning">{count.noLots}</p>
      ) : (
        <Table
          caption={count.lots}
          rows={lots}
          keyOf={({ batchId }) => batchId}
          columns={[
            {
              title: count.lot,
              cell: ({ batchId }) => (
                <span class="code" title={batchId}>
                  {shorten(batchId)}
                </span>
              ),
            },
            { title: count.lastDay, cell: ({ expiryDay }) => formatDay(expiryDay) },
            // Today included: a pack may be used on its last day.
            { title: count.daysLeft, cell: ({ expiryDay }) => formatNumber(expiryDay - day + 1) },
            { title: count.packs, cell: (lot) => formatNumber(lot.packs) },
          ]}
        />
      )}
    </>
  )
}

function Explained({ text, help }: { readonly text: string; readonly help: string }) {
  return (
    <>
      {text} <span class="muted">({help})</span>
    </>
  )
}
