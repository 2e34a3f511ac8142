import { useSignal } from '@preact/signals'
import { read } from '../../../sdk/chain/send.ts'
import type { ListedRecord } from '../../../sdk/gateway/protocol.ts'
import { enrolByGateway } from '../../../sdk/gateway/signedActs.ts'
import { useAct } from '../../acts/useAct.ts'
import { usePortal } from '../../app/portal.ts'
import { ActStatus } from '../../parts/actStatus.tsx'
import { Button } from '../../parts/button.tsx'
import { Loaded, useResource } from '../../parts/loaded.tsx'
import { Table } from '../../parts/table.tsx'
import { PatientPage, SignedIn, type SignedInSetting } from '../../session/signedIn.tsx'
import { useGateway } from '../../session/useGateway.ts'
import { words } from '../../words/en.ts'
import { formatBytes, shorten } from '../../words/format.ts'
import { visible } from '../../words/visible.ts'
import type { RecordCardProps } from './recordCard.tsx'

/** The patient's records at one organisation. */
export default function RecordsPage() {
  return (
    <>
      <h1>{words.records.title}</h1>
      <PatientPage>
        {(setting) => <SignedIn setting={setting}>{(signedIn) => <Records setting={signedIn} />}</SignedIn>}
      </PatientPage>
    </>
  )
}

function Records({ setting }: { readonly setting: SignedInSetting }) {
  const { contracts, patient, gateway, client } = setting
  const found = useGateway(
    setting,
    async (signal) => {
      const [isEnrolled, records] = await Promise.all([
        read(contracts.recordRegistry.isEnrolled(patient, gateway.organisation)),
        client.listRecords(patient, undefined, { signal }),
      ])
      return { isEnrolled, records }
    },
    [client, patient],
  )
  return (
    <Loaded resource={found}>
      {({ isEnrolled, records }, reload) => (
        <>
          {!isEnrolled && <EnrolCard setting={setting} onDone={reload} />}
          {(isEnrolled || records.length > 0) && (
            <RecordList setting={setting} records={records} reload={reload} />
          )}
        </>
      )}
    </Loaded>
  )
}

interface RecordListProps {
  readonly setting: SignedInSetting
  readonly records: readonly ListedRecord[]
  readonly reload: () => void
}

function RecordList({ setting, records, reload }: RecordListProps) {
  const { router } = usePortal()
  const opened = useSignal<ListedRecord | null>(null)
  const shown = records.find(({ recordId }) => recordId === opened.value?.recordId)
  return (
    <>
      {records.length === 0 ? (
        <p>{words.records.none(setting.gateway.name)}</p>
      ) : (
        <Table
          caption={words.records.caption}
          rows={records}
          keyOf={({ recordId }) => recordId}
          columns={[
            {
              title: words.records.category,
              cell: ({ category, report }) => (
                <span>
                  {words.category[category]}
                  {report && category !== 'risk-reports' && (
                    <span class="muted"> {words.records.report}</span>
                  )}
                </span>
              ),
            },
            {
              title: words.records.type,
              cell: ({ mediaType }) => <bdi class="code">{visible(mediaType)}</bdi>,
            },
            { title: words.records.size, cell: ({ size }) => formatBytes(size) },
            { title: words.records.status, cell: ({ status }) => words.records.statuses[status] },
            {
              title: words.records.actions,
              cell: (record) => (
                <>
                  <Button
                    label={words.records.openLabel(words.category[record.category], shorten(record.recordId))}
                    disabled={record.status === 'erased'}
                    onClick={() => {
                      opened.value = record
                    }}
                  >
                    {words.records.open}
                  </Button>
                  <Button
                    label={words.records.shareLabel(words.category[record.category])}
                    onClick={() => router.go('patient/share', { categories: [record.category] })}
                  >
                    {words.records.share}
                  </Button>
                </>
              ),
            },
          ]}
        />
      )}
      <div class="buttons">
        <Button onClick={reload}>{words.records.reload}</Button>
      </div>
      {shown && (
        <LazyRecordCard
          key={shown.recordId}
          setting={setting}
          record={shown}
          onChange={reload}
          onClose={() => {
            opened.value = null
          }}
        />
      )}
    </>
  )
}

/** What opens a record is half of the page's script: it is fetched when one is opened. */
function LazyRecordCard(props: RecordCardProps) {
  const card = useResource(() => import('./recordCard.tsx'), [])
  return <Loaded resource={card}>{({ RecordCard }) => <RecordCard {...props} />}</Loaded>
}

function EnrolCard({ setting, onDone }: { readonly setting: SignedInSetting; readonly onDone: () => void }) {
  const { gateway, client, patient } = setting
  const act = useAct()
  const enrol = async () => {
    const enrolment = { patient, custodianOrg: gateway.organisation }
    const isDone = await act.run(({ relaying: onSigned, ...tools }) =>
      enrolByGateway({ ...tools, gateway: client, onSigned }, enrolment),
    )
    if (isDone) onDone()
  }
  return (
    <section class="card" aria-labelledby="enrol-title">
      <h2 id="enrol-title">{words.enrol.title}</h2>
      <p>{words.enrol.lead(gateway.name)}</p>
      <div class="buttons">
        <Button kind="primary" disabled={act.isBusy} onClick={enrol}>
          {words.enrol.button(gateway.name)}
        </Button>
      </div>
      <ActStatus act={act} done={words.enrol.done(gateway.name)} />
    </section>
  )
}
