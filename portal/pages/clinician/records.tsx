import { useSignal } from '@preact/signals'
import type { ListedRecord } from '../../../sdk/gateway/protocol.ts'
import { usePortal } from '../../app/portal.ts'
import { Button } from '../../parts/button.tsx'
import { Select } from '../../parts/field.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Table } from '../../parts/table.tsx'
import { useFocus } from '../../parts/useFocus.ts'
import { Opening } from '../../record/opening.tsx'
import { useGateway } from '../../session/useGateway.ts'
import { clinician } from '../../words/clinician.ts'
import { words } from '../../words/en.ts'
import { formatBytes, shorten } from '../../words/format.ts'
import { visible } from '../../words/visible.ts'
import { AccessCard } from './accessCard.tsx'
import type { ClinicalSetting } from './clinicalWork.ts'
import { ClinicianPage } from './clinicianPage.tsx'
import { PatientField, patientIn } from './patientField.tsx'

type ReadingPurpose = keyof typeof clinician.records.purposes
const PURPOSES = Object.keys(clinician.records.purposes) as ReadingPurpose[]

interface Asked {
  readonly patient: string
  readonly purpose: ReadingPurpose
}

/** What a patient lets the clinician see. */
export default function RecordsPage() {
  return (
    <>
      <h1>{clinician.records.title}</h1>
      <p class="lead">{clinician.records.lead}</p>
      <ClinicianPage>{(setting) => <Finding setting={setting} />}</ClinicianPage>
    </>
  )
}

function Finding({ setting }: { readonly setting: ClinicalSetting }) {
  const text = useSignal('')
  const purpose = useSignal<ReadingPurpose>('TREAT')
  const asked = useSignal<Asked | null>(null)
  const patient = patientIn(text.value)
  const look = () => {
    if (patient) asked.value = { patient, purpose: purpose.value }
  }
  return (
    <>
      <section class="card" aria-labelledby="patient-title">
        <h2 id="patient-title">{clinician.confirmTitle}</h2>
        <PatientField
          value={text.value}
          onEnter={look}
          onInput={(typed) => {
            text.value = typed
          }}
        />
        <Select
          label={clinician.records.purpose}
          value={purpose.value}
          choices={PURPOSES.map((value) => ({ value, label: clinician.records.purposes[value] }))}
          onChange={(chosen) => {
            purpose.value = chosen
          }}
        />
        <div class="buttons">
          <Button kind="primary" disabled={!patient} onClick={look}>
            {clinician.records.look}
          </Button>
        </div>
        <p class="muted">
          {clinician.records.address} <span class="code">{setting.patient}</span>
        </p>
      </section>
      {asked.value && (
        <>
          <Found
            key={`${asked.value.patient} ${asked.value.purpose}`}
            setting={setting}
            asked={asked.value}
          />
          <AccessCard key={asked.value.patient} setting={setting} patient={asked.value.patient} />
        </>
      )}
    </>
  )
}

function Found({ setting, asked }: { readonly setting: ClinicalSetting; readonly asked: Asked }) {
  const { router } = usePortal()
  const { client } = setting
  const { patient, purpose } = asked
  const opened = useSignal<ListedRecord | null>(null)
  const found = useGateway(setting, (signal) => client.listRecords(patient, purpose, { signal }), [
    client,
    patient,
    purpose,
  ])
  return (
    <Loaded resource={found}>
      {(records) => (
        <>
          {records.length === 0 ? (
            <p class="note" role="status">
              {clinician.records.none}
            </p>
          ) : (
            <Table
              caption={clinician.records.caption}
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
                        label={words.records.openLabel(
                          words.category[record.category],
                          shorten(record.recordId),
                        )}
                        disabled={record.status !== 'active'}
                        onClick={() => {
                          opened.value = record
                        }}
                      >
                        {words.records.open}
                      </Button>
                      {!record.report && purpose === 'TREAT' && (
                        <Button
                          label={clinician.records.askLabel(
                            words.category[record.category],
                            shorten(record.recordId),
                          )}
                          disabled={record.status !== 'active'}
                          onClick={() => router.go('clinician/reports', record)}
                        >
                          {clinician.records.ask}
                        </Button>
                      )}
                    </>
                  ),
                },
              ]}
            />
          )}
          {opened.value && (
            <OpenedCard
              key={opened.value.recordId}
              setting={setting}
              record={opened.value}
              purpose={purpose}
              onClose={() => {
                opened.value = null
              }}
            />
          )}
        </>
      )}
    </Loaded>
  )
}

interface OpenedCardProps {
  readonly setting: ClinicalSetting
  readonly record: ListedRecord
  readonly purpose: ReadingPurpose
  readonly onClose: () => void
}

function OpenedCard({ setting, record, purpose, onClose }: OpenedCardProps) {
  const heading = useFocus<HTMLHeadingElement>()
  return (
    <section class="card" aria-labelledby="record-title">
      <h2 id="record-title" ref={heading} tabIndex={-1}>
        {words.record.title(words.category[record.category])}
      </h2>
      <Opening setting={setting} record={record} purpose={purpose} />
      <div class="buttons">
        <Button onClick={onClose}>{words.record.close}</Button>
      </div>
    </section>
  )
}
