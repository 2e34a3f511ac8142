import { useLayoutEffect } from 'preact/hooks'
import { pagesOf } from '../../../sdk/gateway/pagesOf.ts'
import type { Notice } from '../../../sdk/gateway/protocol.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Party } from '../../parts/party.tsx'
import { Table } from '../../parts/table.tsx'
import { PatientPage, SignedIn, type SignedInSetting } from '../../session/signedIn.tsx'
import { useGateway } from '../../session/useGateway.ts'
import { words } from '../../words/en.ts'
import { formatTime, shorten } from '../../words/format.ts'

/** What a patient should see before the rest. */
const URGENT: readonly Notice['kind'][] = [
  'glass-broken',
  'alert-raised',
  'alert-escalated',
  'consent-orphaned',
]

/** Milliseconds from one look for news to the next. */
const REFRESH = 10_000

/** What the organisation tells the patient. */
export default function NoticesPage() {
  return (
    <>
      <h1>{words.notices.title}</h1>
      <p>{words.notices.lead}</p>
      <PatientPage>
        {(setting) => <SignedIn setting={setting}>{(signedIn) => <Notices setting={signedIn} />}</SignedIn>}
      </PatientPage>
    </>
  )
}

function Notices({ setting }: { readonly setting: SignedInSetting }) {
  const { client, patient, settings } = setting
  const found = useGateway(
    setting,
    async (signal) => {
      const all = await pagesOf((page) => client.listNotices(patient, page, { signal }))
      return all.toReversed()
    },
    [client, patient],
  )
  const { reload } = found
  const loaded = found.state.value
  useLayoutEffect(() => {
    // Once it has what it asked for: asking again ends what is under way, which over a slow line would never come.
    if (loaded.stage === 'loading') return
    const timer = setTimeout(reload, REFRESH)
    return () => clearTimeout(timer)
  }, [loaded, reload])
  return (
    <Loaded resource={found}>
      {(notices) =>
        notices.length === 0 ? (
          <p class="note">{words.notices.none}</p>
        ) : (
          <Table
            caption={words.notices.caption}
            rows={notices}
            keyOf={({ id }) => id}
            columns={[
              { title: words.notices.when, cell: ({ at }) => formatTime(Date.parse(at)) },
              {
                title: words.notices.what,
                cell: ({ kind }) => (
                  <span>
                    {URGENT.includes(kind) && <strong class="state-bad">{words.notices.urgent} </strong>}
                    {words.notices.kinds[kind]}
                  </span>
                ),
              },
              {
                title: words.notices.who,
                cell: ({ account }) => account && <Party settings={settings} address={account} />,
              },
              {
                title: words.records.record,
                cell: ({ recordId }) =>
                  recordId && (
                    <span class="code" title={recordId}>
                      {shorten(recordId)}
                    </span>
                  ),
              },
            ]}
          />
        )
      }
    </Loaded>
  )
}
