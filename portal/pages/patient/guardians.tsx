import { useSignal } from '@preact/signals'
import { getAddress, isAddress } from 'ethers'
import { chainTime } from '../../../sdk/chain/time.ts'
import { appointGuardian, cancelRecovery, dismissGuardian } from '../../../sdk/guardianship/actAsPatient.ts'
import { type Guardian, listGuardians } from '../../../sdk/guardianship/listGuardians.ts'
import { type PendingRecovery, readRecovery } from '../../../sdk/guardianship/readRecovery.ts'
import { useAct } from '../../acts/useAct.ts'
import { ActStatus } from '../../parts/actStatus.tsx'
import { Button } from '../../parts/button.tsx'
import { Select, TextField } from '../../parts/field.tsx'
import { Loaded, useResource } from '../../parts/loaded.tsx'
import { nameOf, Party } from '../../parts/party.tsx'
import { Table } from '../../parts/table.tsx'
import { PatientPage, type PatientSetting } from '../../session/signedIn.tsx'
import { words } from '../../words/en.ts'
import { formatDate, formatTime } from '../../words/format.ts'
import { ConfirmDialog } from './confirmDialog.tsx'

const MONTH = 30 * 86_400
const MONTHS = [1, 3, 6, 12] as const

/** Who may act for the patient, and whether somebody is about to take over the account. */
export default function GuardiansPage() {
  return (
    <>
      <h1>{words.guardians.title}</h1>
      <p>{words.guardians.lead}</p>
      <PatientPage>{(setting) => <Guardians setting={setting} />}</PatientPage>
    </>
  )
}

function Guardians({ setting }: { readonly setting: PatientSetting }) {
  const { contracts, patient } = setting
  const found = useResource(async () => {
    const [guardians, recovery] = await Promise.all([
      listGuardians(contracts, patient),
      readRecovery(contracts, patient),
    ])
    return { guardians, recovery }
  }, [contracts, patient])
  return (
    <Loaded resource={found}>
      {({ guardians, recovery }, reload) => (
        <>
          <GuardianList setting={setting} guardians={guardians} reload={reload} />
          <Appointing setting={setting} onDone={reload} />
          <Recovery setting={setting} recovery={recovery} onDone={reload} />
        </>
      )}
    </Loaded>
  )
}

interface GuardianListProps {
  readonly setting: PatientSetting
  readonly guardians: readonly Guardian[]
  readonly reload: () => void
}

function GuardianList({ setting: { settings, patient }, guardians, reload }: GuardianListProps) {
  const asked = useSignal<string | null>(null)
  const guardian = asked.value
  return (
    <>
      {guardians.length === 0 ? (
        <p class="note">{words.guardians.none}</p>
      ) : (
        <Table
          caption={words.guardians.caption}
          rows={guardians}
          keyOf={({ account }) => account}
          columns={[
            {
              title: words.guardians.who,
              cell: ({ account }) => <Party settings={settings} address={account} />,
            },
            { title: words.guardians.until, cell: ({ until }) => formatTime(until * 1000) },
            {
              title: words.guardians.actions,
              cell: ({ account }) => (
                <Button
                  kind="danger"
                  onClick={() => {
                    asked.value = account
                  }}
                >
                  {words.guardians.dismiss}
                </Button>
              ),
            },
          ]}
        />
      )}
      {guardian && (
        <ConfirmDialog
          settings={settings}
          title={words.guardians.dismissTitle(nameOf(settings, guardian))}
          text={words.guardians.dismissText}
          done={words.guardians.dismissed}
          isFreeOffered={false}
          work={() =>
            ({ contracts }) =>
              dismissGuardian(contracts, patient, guardian)
            }
          onDone={reload}
          onClose={() => {
            asked.value = null
          }}
        />
      )}
    </>
  )
}

function Appointing({
  setting: { patient },
  onDone,
}: {
  readonly setting: PatientSetting
  readonly onDone: () => void
}) {
  const address = useSignal('')
  const months = useSignal(6)
  const act = useAct()
  const text = address.value.trim()
  const isValid = isAddress(text) && getAddress(text) !== patient
  const appoint = async () => {
    const isDone = await act.run(async ({ contracts }) => {
      const until = (await chainTime(contracts)) + months.value * MONTH
      return appointGuardian(contracts, patient, getAddress(text), until)
    })
    if (!isDone) return
    address.value = ''
    onDone()
  }
  return (
    <section class="card" aria-labelledby="appoint-title">
      <h2 id="appoint-title">{words.guardians.appoint}</h2>
      <TextField
        label={words.guardians.address}
        help={words.share.addressHelp}
        value={address.value}
        isCode
        maxLength={100}
        error={text === '' || isValid ? undefined : words.share.addressInvalid}
        onInput={(typed) => {
          address.value = typed
        }}
      />
      <Select
        label={words.share.duration}
        value={String(months.value)}
        choices={MONTHS.map((count) => ({ value: String(count), label: words.share.months(count) }))}
        onChange={(chosen) => {
          months.value = Number(chosen)
        }}
      />
      <div class="buttons">
        <Button kind="primary" disabled={act.isBusy || !isValid} onClick={appoint}>
          {words.guardians.button}
        </Button>
      </div>
      <p class="muted">{words.share.paidHelp}</p>
      <ActStatus act={act} done={words.guardians.appointed} />
    </section>
  )
}

interface RecoveryProps {
  readonly setting: PatientSetting
  readonly recovery: PendingRecovery | null
  readonly onDone: () => void
}

function Recovery({ setting: { settings, patient }, recovery, onDone }: RecoveryProps) {
  const act = useAct()
  const cancel = async () => {
    if (await act.run(({ contracts }) => cancelRecovery(contracts, patient))) onDone()
  }
  return (
    <section class="card" aria-labelledby="recovery-title">
      <h2 id="recovery-title">{words.guardians.recovery}</h2>
      {recovery ? (
        <>
          <p class="note warning" role="alert">
            {words.guardians.recoveryPending(
              nameOf(settings, recovery.controller),
              formatDate(recovery.readyAt * 1000),
            )}
          </p>
          <div class="buttons">
            <Button kind="danger" disabled={act.isBusy} onClick={cancel}>
              {words.guardians.cancelRecovery}
            </Button>
          </div>
        </>
      ) : (
        <p>{words.guardians.recoveryNone}</p>
      )}
      <ActStatus act={act} done={words.guardians.cancelled} />
    </section>
  )
}
