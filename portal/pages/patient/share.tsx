import { useSignal } from '@preact/signals'
import { getAddress, isAddress } from 'ethers'
import { chainTime } from '../../../sdk/chain/time.ts'
import type { AccessRequest } from '../../../sdk/consent/accessRequest.ts'
import { findConsent } from '../../../sdk/consent/listConsents.ts'
import { grantWords, type Terms } from '../../../sdk/consent/terms.ts'
import { CATEGORIES, type Category, type Purpose } from '../../../sdk/consent/vocabulary.ts'
import { useAct } from '../../acts/useAct.ts'
import { usePortal } from '../../app/portal.ts'
import type { Settings } from '../../app/settings.ts'
import { ActStatus } from '../../parts/actStatus.tsx'
import { Button } from '../../parts/button.tsx'
import { Checks, Select, TextField } from '../../parts/field.tsx'
import { Loaded, useResource } from '../../parts/loaded.tsx'
import { nameOf } from '../../parts/party.tsx'
import { PatientPage, type PatientSetting, recordGateways } from '../../session/signedIn.tsx'
import { words } from '../../words/en.ts'
import { formatDate } from '../../words/format.ts'
import { useFreeWay } from './confirmDialog.tsx'
import { grantWork, type Way } from './consentWork.ts'
import { presetsOf } from './presets.ts'

/** Purposes that a patient gives consent for; the others are for emergencies and for the patient. */
const OFFERED: readonly Purpose[] = ['TREAT', 'ETREAT', 'HPAYMT', 'HOPERAT', 'HRESCH', 'PUBHLTH', 'FAMRQT']
/** Categories that many keep to few: those that emergencies leave closed, and their like. */
const SENSITIVE: readonly Category[] = ['genetics', 'reproductive-health', 'psychotherapy', 'substance-use']

const OTHER = 'other'
const DAY = 86_400

/** Days, as the choices of how long. */
const DURATIONS = [
  { days: 1, label: words.share.day },
  { days: 7, label: words.share.week },
  { days: 30, label: words.share.months(1) },
  { days: 90, label: words.share.months(3) },
  { days: 180, label: words.share.months(6) },
  { days: 365, label: words.share.months(12) },
] as const

/** What is being put together. */
interface Draft {
  /** An address of the directory, or `other`. */
  readonly who: string
  readonly address: string
  readonly isOrganisation: boolean
  readonly categories: readonly Category[]
  readonly purposes: readonly Purpose[]
  readonly days: number
}

/** Grants consent: who, what, for what, until when, in plain words. */
export default function SharePage() {
  return (
    <>
      <h1>{words.share.title}</h1>
      <p>{words.share.lead}</p>
      <PatientPage>{(setting) => <ShareForm setting={setting} />}</PatientPage>
    </>
  )
}

function ShareForm({ setting }: { readonly setting: PatientSetting }) {
  const { contracts } = setting
  const now = useResource(() => chainTime(contracts), [contracts])
  return <Loaded resource={now}>{(seconds) => <Form setting={setting} now={seconds} />}</Loaded>
}

function Form({ setting, now }: { readonly setting: PatientSetting; readonly now: number }) {
  const { settings, patient } = setting
  const { router } = usePortal()
  const draft = useSignal<Draft>(firstDraft(settings, router.handed.peek()))
  const change = (part: Partial<Draft>) => {
    draft.value = { ...draft.value, ...part }
  }
  const { who, address, isOrganisation, categories, purposes, days } = draft.value
  const grantee = who === OTHER ? address.trim() : who
  const faults = faultsOf(grantee, draft.value, patient)
  const isComplete = Object.values(faults).every((fault) => fault === undefined)
  const terms: Terms = { isOrganisation, categories, purposes, start: 0, end: now + days * DAY }
  return (
    <>
      <section class="card" aria-labelledby="presets-title">
        <h2 id="presets-title">{words.share.presets}</h2>
        <ul class="choices">
          {presetsOf(settings).map(({ name, ...preset }) => (
            <li key={name}>
              <Button onClick={() => change(preset)}>{words.share.preset[name]}</Button>
            </li>
          ))}
        </ul>
      </section>
      <section class="card" aria-labelledby="form-title">
        <h2 id="form-title">{words.share.form}</h2>
        <Select
          label={words.share.who}
          value={who}
          choices={granteesOf(settings)}
          onChange={(chosen) =>
            change({
              who: chosen,
              isOrganisation: settings.directory.some(
                (one) => one.address === chosen && one.kind === 'organisation',
              ),
            })
          }
        />
        {who === OTHER && (
          <>
            <TextField
              label={words.share.address}
              help={words.share.addressHelp}
              value={address}
              isCode
              maxLength={100}
              error={address === '' ? undefined : faults.address}
              onInput={(text) => change({ address: text })}
            />
            <Checks
              legend={words.share.who}
              choices={[{ value: 'organisation', label: words.share.isOrganisation }]}
              chosen={isOrganisation ? ['organisation'] : []}
              onChange={(chosen) => change({ isOrganisation: chosen.length > 0 })}
            />
          </>
        )}
        <Checks
          legend={words.share.what}
          choices={CATEGORIES.map((value) => ({ value, label: words.category[value] }))}
          chosen={categories}
          error={faults.categories}
          onChange={(chosen) => change({ categories: chosen })}
        />
        <Checks
          legend={words.share.purpose}
          choices={OFFERED.map((value) => ({ value, label: words.purpose[value] }))}
          chosen={purposes}
          error={faults.purposes}
          onChange={(chosen) => change({ purposes: chosen })}
        />
        <Select
          label={words.share.duration}
          value={String(days)}
          choices={durationsWith(days)}
          onChange={(chosen) => change({ days: Number(chosen) })}
        />
      </section>
      {isComplete && (
        <Review
          key={JSON.stringify([grantee, terms])}
          setting={setting}
          grantee={getAddress(grantee)}
          terms={terms}
        />
      )}
    </>
  )
}

function Review({ setting, grantee, terms }: ReviewProps) {
  const { settings, contracts, patient } = setting
  const { announce } = usePortal()
  const act = useAct()
  const freeWay = useFreeWay(settings)
  const former = useResource(() => findConsent(contracts, patient, grantee), [contracts, patient, grantee])
  const name = nameOf(settings, grantee)
  const sensitive = terms.categories.filter((category) => SENSITIVE.includes(category))
  const run = async (way: Way) => {
    if (await act.run(grantWork(patient, grantee, terms, way))) announce(words.share.done(name))
  }
  const isDone = act.state.value.stage === 'confirmed'
  return (
    <section class="card" aria-labelledby="review-title">
      <h2 id="review-title">{words.share.review}</h2>
      <p>
        <strong>
          <bdi>{name}</bdi>
        </strong>{' '}
        <span class="code muted">{grantee}</span>
      </p>
      <p>{words.share.reviewLead}</p>
      <p class="quote">{grantWords(terms)}</p>
      <p>{words.share.ends(formatDate(terms.end * 1000))}</p>
      <Loaded resource={former}>
        {(held) => !isDone && held && <p class="note warning">{words.share.replaces(name, said(held))}</p>}
      </Loaded>
      {sensitive.length > 0 && (
        <p class="note warning">
          {words.share.sensitive(sensitive.map((category) => words.category[category]))}
        </p>
      )}
      <div class="buttons">
        {freeWay && (
          <Button kind="primary" disabled={act.isBusy || isDone} onClick={() => run(freeWay)}>
            {words.share.free}
          </Button>
        )}
        <Button disabled={act.isBusy || isDone} onClick={() => run({ kind: 'paid' })}>
          {words.share.paid}
        </Button>
      </div>
      <p class="muted">
        {freeWay && `${words.share.freeHelp(recordGateways(settings)[0]?.name ?? '')} `}
        {words.share.paidHelp}
      </p>
      <ActStatus act={act} done={words.share.done(name)} />
    </section>
  )
}

const said = ({ categories }: Terms): readonly string[] =>
  categories.map((category) => words.category[category])

interface ReviewProps {
  readonly setting: PatientSetting
  readonly grantee: string
  readonly terms: Terms
}

/** A page that led here may hand on what it was about: the kind of a record, or all that somebody asked for. */
function firstDraft(settings: Settings, handed: unknown): Draft {
  const {
    grantee,
    categories = [],
    purposes = ['TREAT'],
    days = 90,
  } = (handed ?? {}) as Partial<AccessRequest>
  const known = granteesOf(settings)
  const isKnown = known.some(({ value }) => value === grantee)
  return {
    who: grantee === undefined ? (known[0]?.value ?? OTHER) : isKnown ? grantee : OTHER,
    address: grantee ?? '',
    isOrganisation: false,
    categories,
    // What only an emergency or the patient may be is not offered, whoever asks for it.
    purposes: purposes.filter((purpose) => OFFERED.includes(purpose)),
    days,
  }
}

/** The usual ones, and the one that was asked for. */
function durationsWith(days: number) {
  const own = DURATIONS.some((one) => one.days === days) ? [] : [{ days, label: words.share.days(days) }]
  return [...DURATIONS, ...own].map((one) => ({ value: String(one.days), label: one.label }))
}

/** People first, then organisations that treat, then the committee, then anyone. */
function granteesOf({ directory, deployment, gateways }: Settings) {
  const keepers = gateways.filter(({ serves }) => serves.includes('records'))
  const organisations = directory.filter(
    ({ kind, address }) =>
      kind === 'organisation' && keepers.some(({ organisation }) => organisation === address),
  )
  const people = directory.filter(({ kind }) => kind === 'person')
  return [
    ...[...people, ...organisations].map(({ address, name, role }) => ({
      value: address,
      label: role ? `${name}, ${role}` : name,
    })),
    { value: deployment.contracts.oracleCommittee, label: words.label.committee },
    { value: OTHER, label: words.share.whoOther },
  ]
}

function faultsOf(grantee: string, { categories, purposes }: Draft, patient: string) {
  const isKnown = isAddress(grantee)
  const address = isKnown
    ? getAddress(grantee) === patient
      ? words.share.self
      : undefined
    : words.share.addressInvalid
  return {
    address,
    categories: categories.length === 0 ? words.share.whatMissing : undefined,
    purposes: purposes.length === 0 ? words.share.purposeMissing : undefined,
  }
}
