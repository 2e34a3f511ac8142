import { useSignal } from '@preact/signals'
import { read } from '../../../sdk/chain/send.ts'
import { type ListedConsent, listConsents } from '../../../sdk/consent/listConsents.ts'
import type { Terms } from '../../../sdk/consent/terms.ts'
import { CATEGORIES, PURPOSES } from '../../../sdk/consent/vocabulary.ts'
import { listCustodians } from '../../../sdk/records/listCustodians.ts'
import { usePortal } from '../../app/portal.ts'
import { Button } from '../../parts/button.tsx'
import { Loaded, useResource } from '../../parts/loaded.tsx'
import { nameOf, Party } from '../../parts/party.tsx'
import { Table } from '../../parts/table.tsx'
import { PatientPage, type PatientSetting } from '../../session/signedIn.tsx'
import { words } from '../../words/en.ts'
import { formatList, formatTime } from '../../words/format.ts'
import { ConfirmDialog } from './confirmDialog.tsx'
import { restrictWork, type TakenBack } from './consentWork.ts'

/** Who may see what, for what and until when, as the chain says it. */
export default function SharingPage() {
  return (
    <>
      <h1>{words.sharing.title}</h1>
      <p>{words.sharing.lead}</p>
      <PatientPage>{(setting) => <Sharing setting={setting} />}</PatientPage>
    </>
  )
}

function Sharing({ setting }: { readonly setting: PatientSetting }) {
  const { contracts, patient } = setting
  const found = useResource(async () => {
    const [consents, custodians, header] = await Promise.all([
      listConsents(contracts, patient),
      listCustodians(contracts, patient),
      read(contracts.consentRegistry.headerOf(patient)),
    ])
    return { consents, custodians, isOptedOut: header.isOptedOut }
  }, [contracts, patient])
  return (
    <Loaded resource={found}>
      {({ consents, custodians, isOptedOut }, reload) => (
        <>
          {isOptedOut && <p class="note warning">{words.emergencies.optedOut}</p>}
          <Consents setting={setting} consents={consents} reload={reload} />
          <Custodians setting={setting} custodians={custodians} />
        </>
      )}
    </Loaded>
  )
}

interface ConsentsProps {
  readonly setting: PatientSetting
  readonly consents: readonly ListedConsent[]
  readonly reload: () => void
}

const isLive = ({ status }: ListedConsent) => status === 'in force' || status === 'not started'

function Consents({ setting, consents, reload }: ConsentsProps) {
  const { settings, patient } = setting
  const { router } = usePortal()
  const asked = useSignal<TakenBack | null>(null)
  const live = consents.filter(isLive)
  const past = consents.filter((consent) => !isLive(consent))
  const close = () => {
    asked.value = null
  }
  const taken = asked.value
  return (
    <>
      {live.length === 0 ? (
        <p class="note">{words.sharing.none}</p>
      ) : (
        <ConsentTable
          setting={setting}
          caption={words.sharing.caption}
          consents={live}
          onRevoke={(grantee) => {
            asked.value = { restriction: 'revoke', grantee }
          }}
        />
      )}
      <div class="buttons">
        <Button kind="primary" onClick={() => router.go('patient/share')}>
          {words.sharing.share}
        </Button>
        {live.length > 0 && (
          <Button
            kind="danger"
            onClick={() => {
              asked.value = { restriction: 'revoke-all' }
            }}
          >
            {words.sharing.revokeAll}
          </Button>
        )}
      </div>
      {past.length > 0 && (
        <details>
          <summary>{words.sharing.history}</summary>
          <ConsentTable setting={setting} caption={words.sharing.history} consents={past} />
        </details>
      )}
      {taken && (
        <ConfirmDialog
          settings={settings}
          title={
            taken.restriction === 'revoke'
              ? words.sharing.revokeTitle(nameOf(settings, taken.grantee))
              : words.sharing.revokeAllTitle
          }
          text={taken.restriction === 'revoke' ? words.sharing.revokeText : words.sharing.revokeAllText}
          done={words.sharing.done}
          work={(way) => restrictWork(patient, taken, way)}
          onDone={reload}
          onClose={close}
        />
      )}
    </>
  )
}

interface ConsentTableProps {
  readonly setting: PatientSetting
  readonly caption: string
  readonly consents: readonly ListedConsent[]
  readonly onRevoke?: (grantee: string) => void
}

function ConsentTable({ setting: { settings }, caption, consents, onRevoke }: ConsentTableProps) {
  return (
    <Table
      caption={caption}
      rows={consents}
      keyOf={({ grantee }) => grantee}
      columns={[
        { title: words.sharing.who, cell: ({ grantee }) => <Party settings={settings} address={grantee} /> },
        { title: words.sharing.what, cell: ({ terms }) => categoriesText(terms) },
        { title: words.sharing.why, cell: ({ terms }) => purposesText(terms) },
        { title: words.sharing.until, cell: ({ terms }) => formatTime(terms.end * 1000) },
        {
          title: words.sharing.status,
          cell: ({ status }) => (
            <span class={status === 'in force' ? 'state-good' : ''}>{words.sharing.statuses[status]}</span>
          ),
        },
        ...(onRevoke
          ? [
              {
                title: words.sharing.actions,
                cell: ({ grantee }: ListedConsent) => (
                  <Button
                    kind="danger"
                    label={words.sharing.revokeLabel(nameOf(settings, grantee))}
                    onClick={() => onRevoke(grantee)}
                  >
                    {words.sharing.revoke}
                  </Button>
                ),
              },
            ]
          : []),
      ]}
    />
  )
}

const categoriesText = ({ categories }: Terms): string =>
  categories.length === CATEGORIES.length
    ? words.sharing.everything
    : formatList(categories.map((category) => words.category[category]))

const purposesText = ({ purposes }: Terms): string =>
  purposes.length === PURPOSES.length
    ? words.sharing.anyPurpose
    : formatList(purposes.map((purpose) => words.purpose[purpose]))

interface CustodiansProps {
  readonly setting: PatientSetting
  readonly custodians: readonly string[]
}

function Custodians({ setting: { settings }, custodians }: CustodiansProps) {
  return (
    <section class="card" aria-labelledby="custodians-title">
      <h2 id="custodians-title">{words.sharing.kept}</h2>
      {custodians.length === 0 ? (
        <p>{words.sharing.keptNone}</p>
      ) : (
        <>
          <p>{words.sharing.keptLead}</p>
          <ul>
            {custodians.map((custodian) => (
              <li key={custodian}>
                <Party settings={settings} address={custodian} />
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
