import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Disclosure } from '../../../sdk/disclosures/disclosure.ts'
import { receiptChecker, type Standing } from '../../../sdk/disclosures/standing.ts'
import { pagesOf } from '../../../sdk/gateway/pagesOf.ts'
import type { NumberedDisclosure } from '../../../sdk/gateway/protocol.ts'
import { Button } from '../../parts/button.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Party } from '../../parts/party.tsx'
import { Table } from '../../parts/table.tsx'
import { TroubleNote } from '../../parts/trouble.tsx'
import { words } from '../../words/en.ts'
import { formatTime, shorten } from '../../words/format.ts'
import { PatientPage, SignedIn, type SignedInSetting, useGateway } from './signedIn.tsx'

/** Receipts that are checked without being asked: each takes a few calls of the chain. */
const CHECKED_AT_ONCE = 25

/** Who asked for keys of the patient's records, and what they got. */
export default function DisclosuresPage() {
  return (
    <>
      <h1>{words.disclosures.title}</h1>
      <p>{words.disclosures.lead}</p>
      <PatientPage>
        {(setting) => (
          <SignedIn setting={setting}>{(signedIn) => <Disclosures setting={signedIn} />}</SignedIn>
        )}
      </PatientPage>
    </>
  )
}

/** Where the record lies is no disclosure to anyone. */
const isToSomebody = ({ receipt }: NumberedDisclosure) => receipt.disclosure.kind !== 'locator'

function Disclosures({ setting }: { readonly setting: SignedInSetting }) {
  const { client, patient } = setting
  const found = useGateway(
    setting,
    async (signal) => {
      const all = await pagesOf((page) => client.patientDisclosures(patient, page, { signal }))
      return all.filter(isToSomebody).toReversed()
    },
    [client, patient],
  )
  return (
    <Loaded resource={found}>
      {(disclosures) =>
        disclosures.length === 0 ? (
          <p class="note">{words.disclosures.none}</p>
        ) : (
          <DisclosureList setting={setting} disclosures={disclosures} />
        )
      }
    </Loaded>
  )
}

interface DisclosureListProps {
  readonly setting: SignedInSetting
  readonly disclosures: readonly NumberedDisclosure[]
}

function DisclosureList({ setting, disclosures }: DisclosureListProps) {
  const { settings, contracts } = setting
  const standings = useSignal<ReadonlyMap<number, Standing>>(new Map())
  const isChecking = useSignal(false)
  const trouble = useSignal<unknown>(null)
  const check = async () => {
    trouble.value = null
    isChecking.value = true
    const standingOf = receiptChecker(contracts)
    try {
      for (let start = 0; start < disclosures.length; start += CHECKED_AT_ONCE) {
        const part = disclosures.slice(start, start + CHECKED_AT_ONCE)
        const found = await Promise.all(part.map((logged) => standingOf(logged)))
        standings.value = new Map([
          ...standings.value,
          ...part.map(({ id }, index) => [id, found[index] ?? 'false'] as const),
        ])
      }
    } catch (error) {
      trouble.value = error
    } finally {
      isChecking.value = false
    }
  }
  useEffect(() => {
    if (disclosures.length <= CHECKED_AT_ONCE) check()
  }, [disclosures])
  const known = standings.value
  const wrong = [...known.values()].filter((standing) => standing === 'false').length
  return (
    <>
      <Table
        caption={words.disclosures.caption}
        rows={disclosures}
        keyOf={({ id }) => id}
        columns={[
          {
            title: words.disclosures.when,
            cell: ({ receipt }) => formatTime(Date.parse(receipt.disclosure.at)),
          },
          {
            title: words.disclosures.who,
            cell: ({ receipt: { disclosure } }) =>
              disclosure.kind === 'locator' ? '' : <Party settings={settings} address={disclosure.grantee} />,
          },
          { title: words.disclosures.what, cell: ({ receipt }) => whatText(receipt.disclosure) },
          {
            title: words.disclosures.why,
            cell: ({ receipt: { disclosure } }) =>
              disclosure.kind === 'locator' ? '' : words.purpose[disclosure.purpose],
          },
          {
            title: words.records.record,
            cell: ({ receipt }) => (
              <span class="code" title={receipt.disclosure.recordId}>
                {shorten(receipt.disclosure.recordId)}
              </span>
            ),
          },
          {
            title: words.disclosures.receipt,
            cell: ({ id }) => {
              const standing = known.get(id)
              return (
                <span
                  class={standing === 'false' ? 'state-bad' : standing === 'logged' ? 'state-good' : 'muted'}
                >
                  {words.disclosures.standings[standing ?? 'unchecked']}
                </span>
              )
            },
          },
        ]}
      />
      <div class="buttons">
        <Button disabled={isChecking.value} onClick={check}>
          {words.disclosures.check(disclosures.length)}
        </Button>
      </div>
      <p role="status">
        {isChecking.value
          ? words.disclosures.checking
          : known.size < disclosures.length
            ? ''
            : wrong === 0
              ? words.disclosures.allHold
              : words.disclosures.someFalse(wrong)}
      </p>
      {trouble.value !== null && <TroubleNote error={trouble.value} />}
      <p class="muted">{words.disclosures.limit}</p>
    </>
  )
}

const whatText = (disclosure: Disclosure): string => {
  const what = words.disclosures.kinds[disclosure.kind]
  return disclosure.kind === 'refusal' ? `${what}: ${words.decision[disclosure.decision]}` : what
}
