import { type Signal, useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { listOwnRequests, type OwnRequest } from '../../../sdk/clinical/ownRequests.ts'
import type { ListedRecord } from '../../../sdk/gateway/protocol.ts'
import { type PreparedRequest, resumeAsking } from '../../../sdk/inference/askForReport.ts'
import { LIKELIHOODS, type Likelihood } from '../../../sdk/inference/impression.ts'
import { LARGEST_PREPARED_REQUEST, parsePreparedRequest } from '../../../sdk/inference/preparedRequest.ts'
import { useAct } from '../../acts/useAct.ts'
import { usePortal } from '../../app/portal.ts'
import { ActStatus } from '../../parts/actStatus.tsx'
import { Button } from '../../parts/button.tsx'
import { Select } from '../../parts/field.tsx'
import { FileDrop } from '../../parts/fileDrop.tsx'
import { Loaded, useResource } from '../../parts/loaded.tsx'
import { Party } from '../../parts/party.tsx'
import { Table } from '../../parts/table.tsx'
import { TextArea } from '../../parts/textArea.tsx'
import { TroubleNote } from '../../parts/trouble.tsx'
import { clinician } from '../../words/clinician.ts'
import { words } from '../../words/en.ts'
import { shorten } from '../../words/format.ts'
import type { ClinicalSetting } from './clinicalWork.ts'
import { ClinicianPage } from './clinicianPage.tsx'
import type { ReportCardProps } from './reportCard.tsx'
import { ask } from './reportWork.ts'

/** Most characters of a note: see `sdk/inference/impression.ts`. */
export const LONGEST_NOTE = 2000

/** An own impression first; then the report; then what the clinician makes of it. */
export default function ReportsPage() {
  return (
    <>
      <h1>{clinician.reports.title}</h1>
      <p class="lead">{clinician.reports.lead}</p>
      <ClinicianPage>{(setting) => <Reports setting={setting} />}</ClinicianPage>
    </>
  )
}

function Reports({ setting }: { readonly setting: ClinicalSetting }) {
  const { router } = usePortal()
  const prepared = useSignal<PreparedRequest | null>(null)
  const record = listedIn(router.handed.value)
  if (prepared.value) {
    return (
      <LazyReportCard
        key={prepared.value.requestId}
        setting={setting}
        prepared={prepared.value}
        onClose={() => {
          prepared.value = null
        }}
      />
    )
  }
  return (
    <>
      {record ? (
        <AskCard key={record.recordId} setting={setting} record={record} prepared={prepared} />
      ) : (
        <section class="card" aria-labelledby="ask-title">
          <h2 id="ask-title">{clinician.reports.askTitle}</h2>
          <p>{clinician.reports.pick}</p>
          <div class="buttons">
            <Button onClick={() => router.go('clinician/records')}>{clinician.reports.toRecords}</Button>
          </div>
        </section>
      )}
      <KeptCard setting={setting} prepared={prepared} />
      <OwnRequests setting={setting} />
    </>
  )
}

/** The record that the page before hands on. */
const listedIn = (handed: unknown): ListedRecord | null =>
  typeof handed === 'object' && handed !== null && 'recordId' in handed && 'category' in handed
    ? (handed as ListedRecord)
    : null

function LazyReportCard(props: ReportCardProps) {
  const card = useResource(() => import('./reportCard.tsx'), [])
  return <Loaded resource={card}>{({ ReportCard }) => <ReportCard {...props} />}</Loaded>
}

interface AskCardProps {
  readonly setting: ClinicalSetting
  readonly record: ListedRecord
  readonly prepared: Signal<PreparedRequest | null>
}

function AskCard({ setting, record, prepared }: AskCardProps) {
  const { models } = setting.settings
  const { announce } = usePortal()
  const modelVersion = useSignal(models[0]?.version ?? '')
  const likelihood = useSignal<Likelihood | ''>('')
  const note = useSignal('')
  const act = useAct()
  /** A try that may be on the chain already: the same words go on with it. */
  const earlier = useRef<PreparedRequest | null>(null)
  const set =
    <T,>(field: Signal<T>) =>
    (value: T) => {
      field.value = value
      earlier.current = null
    }
  const send = async () => {
    const held = likelihood.value
    if (held === '') return
    const said = note.value.trim()
    const impression = { likelihood: held, ...(said && { note: said }) }
    const isSent = await act.run(async (tools) => {
      const { receipt } = earlier.current
        ? await resumeAsking(tools.contracts, setting.client, earlier.current)
        : await ask(tools, setting, { record, modelVersion: modelVersion.value, impression }, (fresh) => {
            earlier.current = fresh
          })
      return receipt ?? undefined
    })
    if (!isSent) return
    announce(clinician.reports.asked)
    prepared.value = earlier.current
  }
  const choices: readonly { value: Likelihood | ''; label: string }[] = [
    { value: '', label: clinician.reports.choose },
    ...LIKELIHOODS.map((value) => ({ value, label: clinician.reports.likelihoods[value] })),
  ]
  return (
    <section class="card" aria-labelledby="ask-title">
      <h2 id="ask-title">{clinician.reports.askTitle}</h2>
      <p>{clinician.reports.about(words.category[record.category], shorten(record.recordId))}</p>
      {models.length === 0 ? (
        <p class="note">{clinician.reports.noModel}</p>
      ) : (
        <>
          <Select
            label={clinician.reports.model}
            value={modelVersion.value}
            choices={models.map(({ version, title }) => ({ value: version, label: title }))}
            onChange={set(modelVersion)}
          />
          <p>{clinician.reports.impressionLead}</p>
          <Select
            label={clinician.reports.impression}
            value={likelihood.value}
            choices={choices}
            onChange={set(likelihood)}
          />
          <TextArea
            label={clinician.note}
            help={clinician.noteHelp}
            value={note.value}
            maxLength={LONGEST_NOTE}
            onInput={set(note)}
          />
          <p class="muted">{clinician.reports.cost}</p>
          <div class="buttons">
            <Button kind="primary" disabled={act.isBusy || likelihood.value === ''} onClick={send}>
              {clinician.reports.ask}
            </Button>
          </div>
        </>
      )}
      <ActStatus act={act} done={clinician.reports.asked} />
    </section>
  )
}

type KeptCardProps = Pick<AskCardProps, 'setting' | 'prepared'>

function KeptCard({ setting: { contracts }, prepared }: KeptCardProps) {
  const trouble = useSignal<unknown>(null)
  const take = async (file: File) => {
    trouble.value = null
    try {
      const bytes = new Uint8Array(await file.slice(0, LARGEST_PREPARED_REQUEST).arrayBuffer())
      prepared.value = parsePreparedRequest(bytes, file.name, contracts, undefined)
    } catch (error) {
      trouble.value = error
    }
  }
  return (
    <section class="card" aria-labelledby="kept-title">
      <h2 id="kept-title">{clinician.reports.ofRequest}</h2>
      <FileDrop label={clinician.reports.file} help={clinician.reports.fileHelp} onFile={take} />
      {trouble.value !== null && <TroubleNote error={trouble.value} />}
    </section>
  )
}

function OwnRequests({
  setting: { contracts, settings, patient: account },
}: {
  readonly setting: ClinicalSetting
}) {
  const found = useResource(() => listOwnRequests(contracts, account), [contracts, account])
  const titleOf = (version: string) =>
    settings.models.find((model) => model.version === version)?.title ?? shorten(version)
  return (
    <Loaded resource={found}>
      {(requests) =>
        requests.length === 0 ? (
          <p class="note">{clinician.reports.none}</p>
        ) : (
          <Table
            caption={clinician.reports.caption}
            rows={requests}
            keyOf={({ requestId }) => requestId}
            columns={[
              {
                title: clinician.reports.requestId,
                cell: ({ requestId }) => (
                  <span class="code" title={requestId}>
                    {shorten(requestId)}
                  </span>
                ),
              },
              { title: clinician.reports.model, cell: ({ modelVersion }) => titleOf(modelVersion) },
              {
                title: clinician.emergency.patient,
                cell: ({ patient }) => <Party settings={settings} address={patient} />,
              },
              {
                title: clinician.reports.state,
                cell: (request) => clinician.reports.states[stateOf(request)],
              },
            ]}
          />
        )
      }
    </Loaded>
  )
}

function stateOf({ hasLanded, hasAttested }: OwnRequest): keyof typeof clinician.reports.states {
  if (hasAttested) return 'attested'
  return hasLanded ? 'landed' : 'waiting'
}
