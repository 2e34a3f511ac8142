import { readOracleOverview } from '../../../sdk/inference/readOracleOverview.ts'
import { usePortal } from '../../app/portal.ts'
import { Button } from '../../parts/button.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Loaded, useResource } from '../../parts/loaded.tsx'
import { Party } from '../../parts/party.tsx'
import { Table } from '../../parts/table.tsx'
import { words } from '../../words/en.ts'
import { formatNumber, formatSeconds } from '../../words/format.ts'

/** How the committee of the oracle stands, by the chain alone. Needs no wallet. */
export default function NetworkPage() {
  const portal = usePortal()
  const overview = useResource(async () => {
    const [settings, chain] = await Promise.all([portal.settings(), portal.chain()])
    return { settings, at: portal.now(), ...(await readOracleOverview(chain.contracts)) }
  }, [portal])
  return (
    <>
      <h1>{words.operator.title}</h1>
      <p>{words.operator.lead}</p>
      <Loaded resource={overview}>
        {({ settings, at, head, members, reports, open, models }, reload) => (
          <>
            <section class="card" aria-label={words.operator.title}>
              <Facts
                facts={[
                  [words.operator.facts.head, formatNumber(head.number)],
                  [
                    words.operator.facts.age,
                    formatSeconds(Math.max(0, Math.round(at.getTime() / 1000) - head.timestamp)),
                  ],
                  [words.operator.facts.reports, formatNumber(reports)],
                  [words.operator.facts.open, formatNumber(open)],
                ]}
              />
              <div class="buttons">
                <Button onClick={reload}>{words.operator.reload}</Button>
              </div>
            </section>
            <Table
              caption={words.operator.members}
              rows={members}
              keyOf={({ address }) => address}
              columns={[
                {
                  title: words.operator.node,
                  cell: ({ address }) => <Party settings={settings} address={address} />,
                },
                {
                  title: words.operator.organisation,
                  cell: ({ organisation }) => <Party settings={settings} address={organisation} />,
                },
                {
                  title: words.operator.state,
                  cell: ({ isSigner }) => (
                    <span class={isSigner ? 'state-good' : 'state-bad'}>
                      {isSigner ? words.operator.signer : words.operator.excluded}
                    </span>
                  ),
                },
                {
                  title: words.operator.signed,
                  cell: ({ signed }) => words.operator.ofReports(signed, reports),
                },
              ]}
            />
            <p class="muted">{words.operator.quorumOnly}</p>
            <Table
              caption={words.operator.models}
              rows={models}
              keyOf={({ version }) => version}
              columns={[
                {
                  title: words.operator.version,
                  cell: ({ version }) => <span class="code">{version}</span>,
                },
                {
                  title: words.operator.state,
                  cell: ({ status }) => (
                    <span class={status === 'approved' ? 'state-good' : 'state-bad'}>
                      {words.operator.statuses[status]}
                    </span>
                  ),
                },
              ]}
            />
          </>
        )}
      </Loaded>
    </>
  )
}
