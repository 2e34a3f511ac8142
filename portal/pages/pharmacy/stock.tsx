import { useSignal } from '@preact/signals'
import { Button } from '../../parts/button.tsx'
import { Loaded, useResource } from '../../parts/loaded.tsx'
import { words } from '../../words/en.ts'
import { KeeperPage, type KeeperSetting } from './keeper.tsx'
import { PolicyCard } from './stock/policyCard.tsx'
import { PolicyTable } from './stock/policyTable.tsx'
import { policiesOf } from './stock/stockWork.ts'

/** What is ordered of medicines by itself: for the organisation, and from it. */
export default function StockPage() {
  return (
    <>
      <h1>{words.stock.title}</h1>
      <p>{words.stock.lead}</p>
      <KeeperPage>{(setting) => <Policies setting={setting} />}</KeeperPage>
    </>
  )
}

function Policies({ setting }: { readonly setting: KeeperSetting }) {
  const { contracts, organisation } = setting
  const chosen = useSignal<string | null>(null)
  const found = useResource(() => policiesOf(contracts, organisation), [contracts, organisation])
  const choose = (policyId: string | null) => {
    chosen.value = policyId
  }
  const { none, noneTodo } = words.stock.policies
  return (
    <Loaded resource={found}>
      {(entries, reload) => {
        const open = entries.find(({ policyId }) => policyId === chosen.value)
        const sides = ['site', 'supplier'] as const
        return (
          <>
            <div class="buttons">
              <Button onClick={reload}>{words.pharmacy.reload}</Button>
            </div>
            {entries.length === 0 && (
              <p class="note">
                <strong>{none}</strong> {noneTodo}
              </p>
            )}
            {sides.map((side) => {
              const rows = entries.filter((entry) => entry.side === side)
              return (
                rows.length > 0 && (
                  <PolicyTable key={side} setting={setting} side={side} entries={rows} onOpen={choose} />
                )
              )
            })}
            {open && (
              <PolicyCard
                key={open.policyId}
                setting={setting}
                entry={open}
                onDone={reload}
                onClose={() => choose(null)}
              />
            )}
          </>
        )
      }}
    </Loaded>
  )
}
