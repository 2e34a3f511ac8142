import { useSignal } from '@preact/signals'
import {
  breakGlass,
  closeEpisode,
  LONGEST_REASON,
  listOwnEpisodes,
  type OwnEpisode,
  stateReason,
} from '../../../sdk/emergency/breakGlass.ts'
import { useAct } from '../../acts/useAct.ts'
import { ActStatus } from '../../parts/actStatus.tsx'
import { Button } from '../../parts/button.tsx'
import { Checks } from '../../parts/field.tsx'
import { Loaded, useResource } from '../../parts/loaded.tsx'
import { Party } from '../../parts/party.tsx'
import { Table } from '../../parts/table.tsx'
import { TextArea } from '../../parts/textArea.tsx'
import { PatientPage, type PatientSetting } from '../../session/signedIn.tsx'
import { clinician } from '../../words/clinician.ts'
import { words } from '../../words/en.ts'
import { formatTime } from '../../words/format.ts'
import { keepText } from './clinicalWork.ts'
import { PatientField, patientIn } from './patientField.tsx'

/** Breaks the glass, with a reason; shows and closes what was opened so. */
export default function EmergencyPage() {
  return (
    <>
      <h1>{clinician.emergency.title}</h1>
      <p class="lead">{clinician.emergency.lead}</p>
      <PatientPage>{(setting) => <Emergencies setting={setting} />}</PatientPage>
    </>
  )
}

function Emergencies({ setting }: { readonly setting: PatientSetting }) {
  const { contracts, patient: responder } = setting
  const found = useResource(() => listOwnEpisodes(contracts, responder), [contracts, responder])
  return (
    <>
      <BreakCard onDone={found.reload} />
      <Loaded resource={found}>
        {(episodes, reload) => <Episodes setting={setting} episodes={episodes} reload={reload} />}
      </Loaded>
    </>
  )
}

function BreakCard({ onDone }: { readonly onDone: () => void }) {
  const text = useSignal('')
  const reason = useSignal('')
  const meant = useSignal<readonly 'meant'[]>([])
  const act = useAct()
  const patient = patientIn(text.value)
  const isMissing = !patient || reason.value.trim() === '' || meant.value.length === 0
  const run = async () => {
    if (!patient) return
    const isDone = await act.run(async ({ contracts, wallet }) => {
      const statement = stateReason({ responder: wallet.account, patient, reason: reason.value })
      // Kept before it is sent: the reviewer asks for the words behind the commitment.
      keepText(`${JSON.stringify(statement, null, 2)}\n`, 'emergency', statement.commitment)
      return breakGlass(contracts, statement)
    })
    if (!isDone) return
    meant.value = []
    onDone()
  }
  return (
    <section class="card" aria-labelledby="break-title">
      <h2 id="break-title">{clinician.emergency.button}</h2>
      <PatientField
        value={text.value}
        onInput={(typed) => {
          text.value = typed
        }}
      />
      <TextArea
        label={clinician.emergency.reason}
        help={clinician.emergency.reasonHelp}
        value={reason.value}
        maxLength={LONGEST_REASON}
        onInput={(typed) => {
          reason.value = typed
        }}
      />
      <Checks
        legend={clinician.emergency.confirm}
        choices={[{ value: 'meant', label: clinician.emergency.warning }]}
        chosen={meant.value}
        onChange={(chosen) => {
          meant.value = chosen
        }}
      />
      <div class="buttons">
        <Button kind="danger" disabled={act.isBusy || isMissing} onClick={run}>
          {clinician.emergency.button}
        </Button>
      </div>
      <ActStatus act={act} done={clinician.emergency.done} />
    </section>
  )
}

interface EpisodesProps {
  readonly setting: PatientSetting
  readonly episodes: readonly OwnEpisode[]
  readonly reload: () => void
}

function Episodes({ setting: { settings }, episodes, reload }: EpisodesProps) {
  const act = useAct()
  const close = async (episodeId: string) => {
    if (await act.run(({ contracts }) => closeEpisode(contracts, episodeId))) reload()
  }
  if (episodes.length === 0) return <p class="note">{clinician.emergency.none}</p>
  return (
    <>
      <Table
        caption={clinician.emergency.caption}
        rows={episodes}
        keyOf={({ episodeId }) => episodeId}
        columns={[
          {
            title: clinician.emergency.patient,
            cell: ({ patient }) => <Party settings={settings} address={patient} />,
          },
          { title: clinician.emergency.until, cell: ({ until }) => formatTime(until * 1000) },
          {
            title: clinician.emergency.state,
            cell: ({ isOpen }) => (isOpen ? clinician.emergency.open : clinician.emergency.over),
          },
          {
            title: words.records.actions,
            cell: ({ episodeId, isOpen }) =>
              isOpen && (
                <Button disabled={act.isBusy} onClick={() => close(episodeId)}>
                  {clinician.emergency.close}
                </Button>
              ),
          },
        ]}
      />
      <ActStatus act={act} done={clinician.emergency.closed} />
    </>
  )
}
