import { Button } from '../../../parts/button.tsx'
import { Party } from '../../../parts/party.tsx'
import { Table } from '../../../parts/table.tsx'
import { words } from '../../../words/en.ts'
import { formatNumber, formatTime, shorten } from '../../../words/format.ts'
import type { KeeperSetting } from '../keeper.tsx'
import { AWAITED, type PolicyEntry, type Side } from './stockWork.ts'

export interface PolicyTableProps {
  readonly setting: KeeperSetting
  readonly side: Side
  readonly entries: readonly PolicyEntry[]
  readonly onOpen: (policyId: string) => void
}

/** Policies on one side of which the organisation stands. */
export function PolicyTable({ setting: { settings }, side, entries, onOpen }: PolicyTableProps) {
  const { policies } = words.stock
  const isSite = side === 'site'
  return (
    <Table
      caption={isSite ? policies.own : policies.supplied}
      rows={entries}
      keyOf={({ policyId }) => policyId}
      columns={[
        {
          title: policies.policy,
          cell: ({ policyId }) => (
            <span class="code" title={policyId}>
              {shorten(policyId)}
            </span>
          ),
        },
        {
          title: isSite ? policies.supplier : policies.site,
          cell: ({ organisation, supplier }) => (
            <Party settings={settings} address={isSite ? supplier : organisation} />
          ),
        },
        { title: policies.state, cell: ({ state }) => <HeldState isHeld={state.isHeld} /> },
        {
          title: policies.counted,
          cell: ({ state: { position, positionAt } }) =>
            position === null ? policies.never : formatTime(positionAt * 1000),
        },
        {
          title: policies.waiting,
          cell: ({ orders }) => formatNumber(orders.filter(({ status }) => status === AWAITED[side]).length),
        },
        {
          title: policies.actions,
          cell: ({ policyId }) => (
            <Button label={policies.openLabel(shorten(policyId))} onClick={() => onOpen(policyId)}>
              {policies.open}
            </Button>
          ),
        },
      ]}
    />
  )
}

export function HeldState({ isHeld }: { readonly isHeld: boolean }) {
  const { held, on } = words.stock.policies
  return <span class={isHeld ? 'state-bad' : 'state-good'}>{isHeld ? held : on}</span>
}
