import { useSignal } from '@preact/signals'
import { SalusError } from '../../../sdk/errors/index.ts'
import { gatewayClient } from '../../../sdk/gateway/client.ts'
import { celsiusText } from '../../../sdk/provenance/coldChain/reasons.ts'
import type { AnchoredLog } from '../../../sdk/provenance/coldChainLog/readLog.ts'
import type { HistoryStep } from '../../../sdk/provenance/history/step.ts'
import { useAct } from '../../acts/useAct.ts'
import { usePortal } from '../../app/portal.ts'
import { ActStatus } from '../../parts/actStatus.tsx'
import { Button } from '../../parts/button.tsx'
import { Loaded, useResource } from '../../parts/loaded.tsx'
import { Table } from '../../parts/table.tsx'
import { words } from '../../words/en.ts'
import { formatTime } from '../../words/format.ts'
import { logsOf, readingsIn, type ShownLog } from './coldChainWork.ts'
import type { KeeperSetting } from './keeper.tsx'
import { LogView } from './logView.tsx'

export interface ColdChainProps {
  readonly setting: KeeperSetting
  readonly code: string
  readonly verifier: string
  readonly history: readonly HistoryStep[]
}

/** How the pack was kept: what the chain has of it, and the readings where the maker's gateway shows them. */
export function ColdChain({ setting, code, verifier, history }: ColdChainProps) {
  const { contracts } = setting
  const logs = useResource(() => logsOf(contracts, history), [contracts, history])
  return (
    <section class="card" aria-labelledby="cold-chain-title">
      <h2 id="cold-chain-title">{words.pharmacy.coldChain.title}</h2>
      <Loaded resource={logs}>
        {(found) =>
          found.length === 0 ? (
            <p>{words.pharmacy.coldChain.none}</p>
          ) : (
            <>
              <Logs logs={found} />
              <Readings setting={setting} code={code} verifier={verifier} logs={found} />
            </>
          )
        }
      </Loaded>
    </section>
  )
}

function Logs({ logs }: { readonly logs: readonly AnchoredLog[] }) {
  const { coldChain } = words.pharmacy
  return (
    <Table
      caption={coldChain.caption}
      rows={logs}
      keyOf={({ logId }) => logId}
      columns={[
        { title: coldChain.from, cell: ({ summary }) => formatTime(summary.from * 1000) },
        { title: coldChain.to, cell: ({ summary }) => formatTime(summary.to * 1000) },
        { title: coldChain.lowest, cell: ({ summary }) => celsiusText(summary.minimum) },
        { title: coldChain.highest, cell: ({ summary }) => celsiusText(summary.maximum) },
        { title: coldChain.meanKinetic, cell: ({ summary }) => celsiusText(summary.meanKinetic) },
        { title: coldChain.outside, cell: ({ summary }) => coldChain.minutes(summary.minutesOutside) },
        {
          title: coldChain.verdict,
          cell: ({ verdict }) => (
            <span class={verdict === 'pass' ? 'state-good' : 'state-bad'}>{coldChain.verdicts[verdict]}</span>
          ),
        },
      ]}
    />
  )
}

interface ReadingsProps extends Omit<ColdChainProps, 'history'> {
  readonly logs: readonly AnchoredLog[]
}

function Readings({ setting: { contracts }, code, verifier, logs }: ReadingsProps) {
  const { sessions } = usePortal()
  const shown = useSignal<readonly ShownLog[] | null>(null)
  const act = useAct()
  const show = () =>
    act.run(async ({ signer, signal }) => {
      let open = sessions.open.value.get(verifier)
      if (!open) {
        const client = gatewayClient({ url: verifier })
        open = { client, session: await client.signIn(signer, { signal }) }
        sessions.keep(verifier, open)
      }
      const document = await open.client.tracePack(code, { signal }).catch((error: unknown) => {
        // The session has ended meanwhile: the next try signs in anew.
        if (error instanceof SalusError && error.code === 'NOT_AUTHORISED') sessions.end(verifier)
        throw error
      })
      shown.value = await readingsIn(contracts, document, logs)
      return undefined
    })
  if (shown.value?.length === 0) return <p class="note warning">{words.pharmacy.coldChain.missing}</p>
  if (shown.value) return shown.value.map((log) => <LogView key={log.anchored.logId} shown={log} />)
  return (
    <>
      <p>{words.pharmacy.coldChain.showLead}</p>
      <div class="buttons">
        <Button disabled={act.isBusy} onClick={show}>
          {words.pharmacy.coldChain.show}
        </Button>
      </div>
      <ActStatus act={act} done={words.pharmacy.coldChain.shown} />
    </>
  )
}
