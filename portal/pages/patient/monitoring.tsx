import { useSignal } from '@preact/signals'
import { approvalWords, type StandingRequest } from '../../../sdk/monitoring/standingRequest.ts'
import { useAct } from '../../acts/useAct.ts'
import { usePortal } from '../../app/portal.ts'
import { ActStatus } from '../../parts/actStatus.tsx'
import { Button } from '../../parts/button.tsx'
import { FileDrop } from '../../parts/fileDrop.tsx'
import { Loaded, useResource } from '../../parts/loaded.tsx'
import { nameOf, Party } from '../../parts/party.tsx'
import { Table } from '../../parts/table.tsx'
import { TroubleNote } from '../../parts/trouble.tsx'
import { PatientPage, type PatientSetting } from '../../session/signedIn.tsx'
import { words } from '../../words/en.ts'
import { formatTime } from '../../words/format.ts'
import { ConfirmDialog, useFreeWay } from './confirmDialog.tsx'
import type { Way } from './consentWork.ts'
import { approvalWork, endWork, listWatched, readProposal, type Watched } from './monitoringWork.ts'

/** What watches over the patient, what it has raised, and what waits for an approval. */
export default function MonitoringPage() {
  return (
    <>
      <h1>{words.monitoring.title}</h1>
      <p>{words.monitoring.lead}</p>
      <PatientPage>{(setting) => <Monitoring setting={setting} />}</PatientPage>
    </>
  )
}

function Monitoring({ setting }: { readonly setting: PatientSetting }) {
  const { contracts, patient } = setting
  const found = useResource(() => listWatched(contracts, patient), [contracts, patient])
  return (
    <Loaded resource={found}>
      {(watched, reload) => (
        <>
          {watched.length === 0 ? (
            <p class="note">{words.monitoring.none}</p>
          ) : (
            <WatchedTable setting={setting} watched={watched} reload={reload} />
          )}
          <Proposal setting={setting} onDone={reload} />
        </>
      )}
    </Loaded>
  )
}

interface WatchedTableProps {
  readonly setting: PatientSetting
  readonly watched: readonly Watched[]
  readonly reload: () => void
}

function WatchedTable({ setting: { settings }, watched, reload }: WatchedTableProps) {
  const asked = useSignal<StandingRequest | null>(null)
  const ending = asked.value
  return (
    <>
      <Table
        caption={words.monitoring.caption}
        rows={watched}
        keyOf={({ standingId }) => standingId}
        columns={[
          { title: words.monitoring.what, cell: ({ standing }) => words.category[standing.category] },
          {
            title: words.monitoring.who,
            cell: ({ standing }) => <Party settings={settings} address={standing.requester} />,
          },
          { title: words.monitoring.until, cell: ({ standing }) => formatTime(standing.end * 1000) },
          { title: words.monitoring.state, cell: stateText },
          { title: words.monitoring.alerts, cell: alertsText },
          {
            title: words.monitoring.actions,
            cell: ({ standing, endedAt }) =>
              endedAt === null && (
                <Button
                  kind="danger"
                  onClick={() => {
                    asked.value = standing
                  }}
                >
                  {words.monitoring.end}
                </Button>
              ),
          },
        ]}
      />
      {ending && (
        <ConfirmDialog
          settings={settings}
          title={words.monitoring.endTitle}
          text={words.monitoring.endText(nameOf(settings, ending.requester))}
          done={words.monitoring.ended}
          work={(way) => endWork(ending, way)}
          onDone={reload}
          onClose={() => {
            asked.value = null
          }}
        />
      )}
    </>
  )
}

const stateText = ({ endedAt, offReason }: Watched): string =>
  endedAt === null ? words.monitoring.states[offReason] : words.monitoring.ended

function alertsText({ alerts }: Watched) {
  if (alerts.length === 0) return words.monitoring.noAlerts
  return (
    <ul>
      {alerts.map(({ alertId, severity, acknowledged }) => (
        <li key={alertId} class={severity === 'critical' ? 'state-bad' : ''}>
          {words.monitoring.severities[severity]},{' '}
          {acknowledged ? words.monitoring.acknowledged : words.monitoring.unacknowledged}
        </li>
      ))}
    </ul>
  )
}

function Proposal({ setting, onDone }: { readonly setting: PatientSetting; readonly onDone: () => void }) {
  const { settings, patient } = setting
  const { announce } = usePortal()
  const proposal = useSignal<StandingRequest | null>(null)
  const trouble = useSignal<unknown>(null)
  const act = useAct()
  const freeWay = useFreeWay(settings)
  const take = async (file: File) => {
    trouble.value = null
    proposal.value = null
    act.reset()
    try {
      proposal.value = await readProposal(file)
    } catch (error) {
      trouble.value = error
    }
  }
  const standing = proposal.value
  const approve = async (way: Way) => {
    if (!standing || !(await act.run(approvalWork(standing, way)))) return
    proposal.value = null
    announce(words.monitoring.approved)
    onDone()
  }
  return (
    <section class="card" aria-labelledby="proposal-title">
      <h2 id="proposal-title">{words.monitoring.proposal}</h2>
      <FileDrop label={words.monitoring.file} help={words.monitoring.fileHelp} onFile={take} />
      {trouble.value !== null && <TroubleNote error={trouble.value} />}
      {standing && standing.patient !== patient && (
        <p class="note warning" role="alert">
          {words.monitoring.otherPatient}
        </p>
      )}
      {standing && standing.patient === patient && (
        <>
          <Party settings={settings} address={standing.requester} />
          <p>{words.share.reviewLead}</p>
          <p class="quote">{approvalWords(standing)}</p>
          <p class="muted">{words.monitoring.publicity}</p>
          <div class="buttons">
            {freeWay && (
              <Button kind="primary" disabled={act.isBusy} onClick={() => approve(freeWay)}>
                {words.share.free}
              </Button>
            )}
            <Button disabled={act.isBusy} onClick={() => approve({ kind: 'paid' })}>
              {words.share.paid}
            </Button>
          </div>
        </>
      )}
      <ActStatus act={act} done={words.monitoring.approved} />
    </section>
  )
}
