import { useSignal } from '@preact/signals'
import { read } from '../../../sdk/chain/send.ts'
import { optIn } from '../../../sdk/consent/restrictConsent.ts'
import { type Category, categoriesIn } from '../../../sdk/consent/vocabulary.ts'
import { chooseForEmergencies } from '../../../sdk/emergency/chooseForEmergencies.ts'
import { type Episode, listEpisodes } from '../../../sdk/emergency/listEpisodes.ts'
import { useAct } from '../../acts/useAct.ts'
import { ActStatus } from '../../parts/actStatus.tsx'
import { Button } from '../../parts/button.tsx'
import { Checks } from '../../parts/field.tsx'
import { Loaded, useResource } from '../../parts/loaded.tsx'
import { Party } from '../../parts/party.tsx'
import { Table } from '../../parts/table.tsx'
import { PatientPage, type PatientSetting } from '../../session/signedIn.tsx'
import { words } from '../../words/en.ts'
import { formatTime } from '../../words/format.ts'
import { ConfirmDialog } from './confirmDialog.tsx'
import { restrictWork } from './consentWork.ts'

/** Closed in an emergency unless the patient opens them: see `EmergencyAccess`. */
const SENSITIVE: readonly Category[] = ['psychotherapy', 'substance-use']

/** Who has broken the glass, and what an emergency opens. */
export default function EmergenciesPage() {
  return (
    <>
      <h1>{words.emergencies.title}</h1>
      <p>{words.emergencies.lead}</p>
      <PatientPage>{(setting) => <Emergencies setting={setting} />}</PatientPage>
    </>
  )
}

function Emergencies({ setting }: { readonly setting: PatientSetting }) {
  const { contracts, patient } = setting
  const found = useResource(async () => {
    const [episodes, header, choice] = await Promise.all([
      listEpisodes(contracts, patient),
      read(contracts.consentRegistry.headerOf(patient)),
      read(contracts.emergencyAccess.choiceOf(patient)),
    ])
    const opened = choice.isMade ? categoriesIn(choice.categories) : []
    return { episodes, isOptedOut: header.isOptedOut, opened, isMade: choice.isMade }
  }, [contracts, patient])
  return (
    <Loaded resource={found}>
      {({ episodes, isOptedOut, opened, isMade }, reload) => (
        <>
          {episodes.length === 0 ? (
            <p class="note">{words.emergencies.none}</p>
          ) : (
            <Episodes setting={setting} episodes={episodes} />
          )}
          <Choice opened={opened} isMade={isMade} setting={setting} onDone={reload} />
          <OptOut setting={setting} isOptedOut={isOptedOut} onDone={reload} />
        </>
      )}
    </Loaded>
  )
}

interface EpisodesProps {
  readonly setting: PatientSetting
  readonly episodes: readonly Episode[]
}

function Episodes({ setting: { settings }, episodes }: EpisodesProps) {
  return (
    <Table
      caption={words.emergencies.caption}
      rows={episodes}
      keyOf={({ episodeId }) => episodeId}
      columns={[
        { title: words.emergencies.when, cell: ({ openedAt }) => formatTime(openedAt * 1000) },
        { title: words.emergencies.until, cell: ({ until }) => formatTime(until * 1000) },
        {
          title: words.emergencies.who,
          cell: ({ responder }) => <Party settings={settings} address={responder} />,
        },
        {
          title: words.emergencies.organisation,
          cell: ({ organisation }) => <Party settings={settings} address={organisation} />,
        },
        {
          title: words.emergencies.state,
          cell: ({ isOpen, review }) => (
            <span class={isOpen ? 'state-bad' : ''}>
              {words.emergencies.states[isOpen ? 'open' : 'over']}, {words.emergencies.verdicts[review]}
            </span>
          ),
        },
      ]}
    />
  )
}

interface ChoiceProps {
  readonly setting: PatientSetting
  readonly opened: readonly Category[]
  readonly isMade: boolean
  readonly onDone: () => void
}

function Choice({ setting, opened, isMade, onDone }: ChoiceProps) {
  const chosen = useSignal<readonly Category[]>(opened.filter((category) => SENSITIVE.includes(category)))
  const act = useAct()
  const save = async () => {
    const isDone = await act.run(({ contracts }) =>
      chooseForEmergencies(contracts, setting.patient, {
        // What was chosen of the others, elsewhere, stays as it is.
        ...(isMade && { kept: opened.filter((category) => !SENSITIVE.includes(category)) }),
        sensitive: chosen.value,
      }),
    )
    if (isDone) onDone()
  }
  return (
    <section class="card" aria-labelledby="choice-title">
      <h2 id="choice-title">{words.emergencies.choice}</h2>
      <p>{words.emergencies.choiceLead}</p>
      <Checks
        legend={words.emergencies.choice}
        choices={SENSITIVE.map((value) => ({ value, label: words.category[value] }))}
        chosen={chosen.value}
        onChange={(next) => {
          chosen.value = next
        }}
      />
      <div class="buttons">
        <Button disabled={act.isBusy} onClick={save}>
          {words.emergencies.choiceSave}
        </Button>
      </div>
      <ActStatus act={act} done={words.emergencies.choiceDone} />
    </section>
  )
}

interface OptOutProps {
  readonly setting: PatientSetting
  readonly isOptedOut: boolean
  readonly onDone: () => void
}

function OptOut({ setting: { settings, patient }, isOptedOut, onDone }: OptOutProps) {
  const asks = useSignal(false)
  const act = useAct()
  const optInAgain = async () => {
    if (await act.run(({ contracts }) => optIn(contracts, patient))) onDone()
  }
  return (
    <section class="card" aria-labelledby="opt-out-title">
      <h2 id="opt-out-title">{words.emergencies.optOut}</h2>
      {isOptedOut ? (
        <>
          <p class="note warning">{words.emergencies.optedOut}</p>
          <div class="buttons">
            <Button disabled={act.isBusy} onClick={optInAgain}>
              {words.emergencies.optIn}
            </Button>
          </div>
          <ActStatus act={act} />
        </>
      ) : (
        <>
          <p>{words.emergencies.optOutText}</p>
          <div class="buttons">
            <Button
              kind="danger"
              onClick={() => {
                asks.value = true
              }}
            >
              {words.emergencies.optOut}
            </Button>
          </div>
        </>
      )}
      {asks.value && (
        <ConfirmDialog
          settings={settings}
          title={words.emergencies.optOutTitle}
          text={words.emergencies.optOutText}
          done={words.emergencies.optedOut}
          work={(way) => restrictWork(patient, { restriction: 'opt-out' }, way)}
          onDone={onDone}
          onClose={() => {
            asks.value = false
          }}
        />
      )}
    </section>
  )
}
