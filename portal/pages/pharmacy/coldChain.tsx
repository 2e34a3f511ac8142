import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { chartStyles } from '../../../sdk/charts/chartStyles.ts'
import { gatewayClient } from '../../../sdk/gateway/client.ts'
import { celsiusText } from '../../../sdk/provenance/coldChain/reasons.ts'
import type { AnchoredLog } from '../../../sdk/provenance/coldChainLog/readLog.ts'
import type { HistoryStep } from '../../../sdk/provenance/history/step.ts'
import { useAct } from '../../acts/useAct.ts'
import { usePortal } from '../../app/portal.ts'
import { ActStatus } from '../../parts/actStatus.tsx'
import { Button } from '../../parts/button.tsx'
import { Loaded, useResource } from '../../parts/loaded.tsx'
import { MarkupView } from '../../parts/markup.ts'
import { Table } from '../../parts/table.tsx'
import { drawn } from '../../report/html.ts'
import { words } from '../../words/en.ts'
import { formatTime, shorten } from '../../words/format.ts'
import { logsOf, plotOf, readingsIn, type ShownLog } from './coldChainWork.ts'
import type { KeeperSetting } from './keeper.tsx'

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
  const { sessions, now } = usePortal()
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
      const document = await open.client.tracePack(code, { signal })
      shown.value = await readingsIn(contracts, document, logs, now())
      return undefined
    })
  if (shown.value) return <Plots shown={shown.value} />
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

function Plots({ shown }: { readonly shown: readonly ShownLog[] }) {
  const { coldChain } = words.pharmacy
  useChartStyles()
  if (shown.length === 0) return <p class="note warning">{coldChain.missing}</p>
  return (
    <>
      {shown.map(({ anchored, log, profile }) => (
        <figure key={anchored.logId}>
          {profile ? (
            <MarkupView
              markup={drawn(
                plotOf(`log-${anchored.logId}`, log, profile, anchored.summary.meanKinetic / 100),
              )}
            />
          ) : (
            <p class="note">{coldChain.noProfile}</p>
          )}
          <figcaption>
            {coldChain.plot(shorten(anchored.logger))}. {coldChain.matches} {coldChain.times}
          </figcaption>
        </figure>
      ))}
    </>
  )
}

/** The style of charts, as long as there is one. A sheet that a script makes is no inline style. */
function useChartStyles(): void {
  useEffect(() => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(chartStyles)
    document.adoptedStyleSheets.push(sheet)
    return () => {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((adopted) => adopted !== sheet)
    }
  }, [])
}
