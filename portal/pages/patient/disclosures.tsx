import { useSignal } from '@preact/signals'
import { useLayoutEffect, useMemo } from 'preact/hooks'
import type { Disclosure } from '../../../sdk/disclosures/disclosure.ts'
import type { NumberedDisclosure, PatientDisclosures } from '../../../sdk/gateway/protocol.ts'
import type { Settings } from '../../app/settings.ts'
import { Button } from '../../parts/button.tsx'
import { TextField } from '../../parts/field.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { PageTurner, ROWS } from '../../parts/pageTurner.tsx'
import { nameOf, Party } from '../../parts/party.tsx'
import { Table } from '../../parts/table.tsx'
import { TroubleNote } from '../../parts/trouble.tsx'
import { PatientPage, SignedIn, type SignedInSetting } from '../../session/signedIn.tsx'
import { useGateway, useSession } from '../../session/useGateway.ts'
import { words } from '../../words/en.ts'
import { formatTime, shorten } from '../../words/format.ts'
import {
  createReceiptList,
  createStandings,
  NEWEST,
  type ReceiptList,
  type Standings,
} from './disclosureWork.ts'

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

function Disclosures({ setting }: { readonly setting: SignedInSetting }) {
  const { client, patient } = setting
  const found = useGateway(
    setting,
    (signal) => client.patientDisclosures(patient, { ...NEWEST, limit: ROWS }, { signal }),
    [client, patient],
  )
  return (
    <Loaded resource={found}>
      {(first) =>
        first.disclosures.length === 0 ? (
          <p class="note">{words.disclosures.none}</p>
        ) : (
          <DisclosureList setting={setting} first={first} />
        )
      }
    </Loaded>
  )
}

interface DisclosureListProps {
  readonly setting: SignedInSetting
  readonly first: PatientDisclosures
}

function DisclosureList({ setting, first }: DisclosureListProps) {
  const { settings, patient } = setting
  const { list, standings, signal } = useReceipts(setting, first)
  const start = useSignal(0)
  const sought = useSignal('')
  const trouble = useSignal<unknown>(null)
  const rows = list.rows.value
  const total = list.total.value
  const text = sought.value.trim().toLowerCase()
  const textOf = useMemo(() => searchTexts(settings, patient), [settings, patient])
  const matching = useMemo(
    () => (text === '' ? rows : rows.filter((row) => textOf(row).includes(text))),
    [rows, text],
  )
  const shown = matching.slice(start.value, start.value + ROWS)
  const isReading = rows.length < total && (text !== '' || start.value + ROWS > rows.length)
  const readOn = () => {
    trouble.value = null
    // The next page too, so that it is there when it is turned to.
    list.readUntil(text === '' ? start.value + 2 * ROWS : total).catch((error: unknown) => {
      if (!signal.aborted) trouble.value = error
    })
  }
  useLayoutEffect(readOn, [list, text === '', start.value])
  return (
    <>
      {total > ROWS && (
        <>
          <TextField
            label={words.disclosures.find}
            help={words.disclosures.findHelp}
            value={sought.value}
            onInput={(typed) => {
              sought.value = typed
              start.value = 0
            }}
            maxLength={200}
          />
          <p role="status">
            {text === ''
              ? ''
              : isReading
                ? words.disclosures.finding(rows.length, total)
                : words.disclosures.found(matching.length, total)}
          </p>
        </>
      )}
      <ReceiptTable settings={settings} rows={shown} standings={standings} />
      <PageTurner
        label={words.disclosures.caption}
        from={start.value}
        total={text === '' ? total : matching.length}
        isWaiting={text === '' && isReading}
        onTurn={(from) => {
          start.value = from
        }}
      />
      {trouble.value !== null && <TroubleNote error={trouble.value} onRetry={readOn} />}
      <Checking list={list} standings={standings} shown={shown} leaving={signal} />
      <p class="muted">{words.disclosures.limit}</p>
    </>
  )
}

/** What the list is read and checked with. Leaving the page stops both. */
function useReceipts(setting: SignedInSetting, first: PatientDisclosures) {
  const { contracts, client, patient } = setting
  const inSession = useSession(setting)
  const receipts = useMemo(() => {
    const leaving = new AbortController()
    const { signal } = leaving
    const list = createReceiptList(first, (page) =>
      inSession(() => client.patientDisclosures(patient, page, { signal })),
    )
    return { leaving, signal, list, standings: createStandings(contracts) }
  }, [first])
  useLayoutEffect(() => () => receipts.leaving.abort(), [receipts])
  return receipts
}

/** What a receipt is found by, in small letters, made once of each. */
function searchTexts(settings: Settings, patient: string): (row: NumberedDisclosure) => string {
  const texts = new Map<number, string>()
  const made = ({ receipt: { disclosure } }: NumberedDisclosure) => {
    const parts = [disclosure.recordId, whatText(disclosure)]
    if (disclosure.kind !== 'locator') {
      const { grantee, purpose } = disclosure
      parts.push(nameOf(settings, grantee, patient), grantee, words.purpose[purpose])
    }
    return parts.join('\n').toLowerCase()
  }
  return (row) => {
    const text = texts.get(row.id) ?? made(row)
    texts.set(row.id, text)
    return text
  }
}

interface CheckingProps {
  readonly list: ReceiptList
  readonly standings: Standings
  readonly shown: readonly NumberedDisclosure[]
  readonly leaving: AbortSignal
}

/** Checks what is shown by itself, and all when it is asked to. */
function Checking({ list, standings, shown, leaving }: CheckingProps) {
  const checksAll = useSignal(false)
  const trouble = useSignal<unknown>(null)
  const known = standings.known.value
  const total = list.total.value
  const check = async (receipts: readonly NumberedDisclosure[], signal: AbortSignal) => {
    trouble.value = null
    try {
      await standings.check(receipts, signal)
    } catch (error) {
      if (!signal.aborted) trouble.value = error
    }
  }
  useLayoutEffect(() => {
    const turned = new AbortController()
    check(shown, turned.signal)
    return () => turned.abort()
  }, [shown.map(({ id }) => id).join()])
  const checkAll = async () => {
    checksAll.value = true
    try {
      await list.readUntil(total)
      await check(list.rows.peek(), leaving)
    } catch (error) {
      if (!leaving.aborted) trouble.value = error
    } finally {
      checksAll.value = false
    }
  }
  const wrong = useMemo(() => [...known.values()].filter((standing) => standing === 'false').length, [known])
  const holding =
    known.size >= total
      ? words.disclosures.allHold
      : shown.length > 0 && shown.every(({ id }) => known.has(id))
        ? words.disclosures.shownHold
        : ''
  return (
    <>
      <div class="buttons">
        <Button disabled={checksAll.value || known.size >= total} onClick={checkAll}>
          {words.disclosures.check(total)}
        </Button>
      </div>
      <p role="status">
        {checksAll.value
          ? words.disclosures.checking(known.size, total)
          : wrong > 0
            ? words.disclosures.someFalse(wrong)
            : holding}
      </p>
      {trouble.value !== null && <TroubleNote error={trouble.value} />}
    </>
  )
}

interface ReceiptTableProps {
  readonly settings: Settings
  readonly rows: readonly NumberedDisclosure[]
  readonly standings: Standings
}

function ReceiptTable({ settings, rows, standings }: ReceiptTableProps) {
  const known = standings.known.value
  return (
    <Table
      caption={words.disclosures.caption}
      rows={rows}
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
  )
}

const whatText = (disclosure: Disclosure): string => {
  const what = words.disclosures.kinds[disclosure.kind]
  return disclosure.kind === 'refusal' ? `${what}: ${words.decision[disclosure.decision]}` : what
}
