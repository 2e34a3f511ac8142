import { useSignal } from '@preact/signals'
import { organisationOf } from '../../../sdk/accreditation/organisationOf.ts'
import {
  type AccessRequest,
  LONGEST_ACCESS_REQUEST,
  parseAccessRequest,
} from '../../../sdk/consent/accessRequest.ts'
import { InvalidInputError } from '../../../sdk/errors/index.ts'
import { listRequestsAbout, type RequestAbout } from '../../../sdk/inference/listRequestsAbout.ts'
import { usePortal } from '../../app/portal.ts'
import { Button } from '../../parts/button.tsx'
import { Facts } from '../../parts/facts.tsx'
import { FileDrop } from '../../parts/fileDrop.tsx'
import { Loaded, useResource } from '../../parts/loaded.tsx'
import { Party } from '../../parts/party.tsx'
import { Table } from '../../parts/table.tsx'
import { TextArea } from '../../parts/textArea.tsx'
import { TroubleNote } from '../../parts/trouble.tsx'
import { PatientPage, type PatientSetting } from '../../session/signedIn.tsx'
import { words } from '../../words/en.ts'
import { formatList, formatTime, shorten } from '../../words/format.ts'
import { ConfirmDialog } from './confirmDialog.tsx'
import { restrictWork } from './consentWork.ts'

/** What others ask: of the patient, for access; of the oracle, about the patient. */
export default function RequestsPage() {
  return (
    <>
      <h1>{words.requests.title}</h1>
      <p>{words.requests.lead}</p>
      <PatientPage>
        {(setting) => (
          <>
            <AccessRequests setting={setting} />
            <ReportRequests setting={setting} />
          </>
        )}
      </PatientPage>
    </>
  )
}

/** Takes a request for access that somebody handed to the patient. */
function AccessRequests({ setting }: { readonly setting: PatientSetting }) {
  const { contracts, patient } = setting
  const text = useSignal('')
  const found = useSignal<AccessRequest | null>(null)
  const trouble = useSignal<unknown>(null)
  const read = (given: string) => {
    found.value = null
    trouble.value = null
    try {
      found.value = parseAccessRequest(given, contracts, patient)
    } catch (error) {
      trouble.value = error
    }
  }
  const take = async (file: File) => {
    if (file.size <= LONGEST_ACCESS_REQUEST) return read(await file.text())
    found.value = null
    trouble.value = new InvalidInputError('INPUT_TOO_LARGE', words.requests.tooLarge)
  }
  return (
    <section class="card" aria-labelledby="access-title">
      <h2 id="access-title">{words.requests.access}</h2>
      <p>{words.requests.accessLead}</p>
      <FileDrop label={words.requests.file} help={words.requests.fileHelp} onFile={take} />
      <TextArea
        label={words.requests.text}
        value={text.value}
        maxLength={LONGEST_ACCESS_REQUEST}
        onInput={(typed) => {
          text.value = typed
        }}
      />
      <div class="buttons">
        <Button disabled={text.value.trim() === ''} onClick={() => read(text.value)}>
          {words.requests.read}
        </Button>
      </div>
      {trouble.value !== null && <TroubleNote error={trouble.value} />}
      {found.value && <Asked key={JSON.stringify(found.value)} setting={setting} request={found.value} />}
    </section>
  )
}

interface AskedProps {
  readonly setting: PatientSetting
  readonly request: AccessRequest
}

function Asked({ setting: { settings, contracts }, request }: AskedProps) {
  const { router } = usePortal()
  const { grantee, categories, purposes, days } = request
  const accredited = useResource(
    async () => (await organisationOf(contracts, grantee, ['clinician'])) ?? null,
    [contracts, grantee],
  )
  return (
    <Loaded resource={accredited}>
      {(organisation) => (
        <>
          <Facts
            facts={[
              [words.requests.who, <Party settings={settings} address={grantee} />],
              // Whole: two addresses can begin and end alike.
              [words.label.address, <span class="code">{grantee}</span>],
              [
                words.requests.accreditation,
                organisation ? (
                  <Party settings={settings} address={organisation} />
                ) : (
                  <strong class="state-bad">{words.requests.accreditationNone}</strong>
                ),
              ],
              [words.share.what, formatList(categories.map((category) => words.category[category]))],
              [words.share.purpose, formatList(purposes.map((purpose) => words.purpose[purpose]))],
              [words.share.duration, words.share.days(days)],
            ]}
          />
          <p class="note warning">{words.requests.anyone}</p>
          <div class="buttons">
            <Button kind="primary" onClick={() => router.go('patient/share', request)}>
              {words.requests.toShare}
            </Button>
          </div>
        </>
      )}
    </Loaded>
  )
}

/** What the oracle was asked about the patient. While a request is open, taking back the oracle's consent stops it. */
function ReportRequests({ setting }: { readonly setting: PatientSetting }) {
  const { contracts, patient } = setting
  const found = useResource(() => listRequestsAbout(contracts, patient), [contracts, patient])
  return (
    <Loaded resource={found}>
      {(requests, reload) =>
        requests.length === 0 ? (
          <p class="note">{words.requests.none}</p>
        ) : (
          <RequestTable setting={setting} requests={requests} reload={reload} />
        )
      }
    </Loaded>
  )
}

interface RequestTableProps {
  readonly setting: PatientSetting
  readonly requests: readonly RequestAbout[]
  readonly reload: () => void
}

function RequestTable({ setting, requests, reload }: RequestTableProps) {
  const { settings, patient } = setting
  const asks = useSignal(false)
  const titleOf = (version: string) =>
    settings.models.find((model) => model.version === version)?.title ?? shorten(version)
  const committee = settings.deployment.contracts.oracleCommittee
  return (
    <>
      <Table
        caption={words.requests.caption}
        rows={requests}
        keyOf={({ requestId }) => requestId}
        columns={[
          { title: words.requests.when, cell: ({ requestedAt }) => formatTime(requestedAt * 1000) },
          {
            title: words.requests.who,
            cell: ({ requester }) => <Party settings={settings} address={requester} />,
          },
          { title: words.requests.model, cell: ({ modelVersion }) => <bdi>{titleOf(modelVersion)}</bdi> },
          { title: words.requests.why, cell: ({ purpose }) => words.purpose[purpose] },
          {
            title: words.requests.records,
            cell: ({ recordIds }) => (
              <span class="code" title={recordIds.join(' ')}>
                {recordIds.map(shorten).join(' ')}
              </span>
            ),
          },
          { title: words.requests.state, cell: ({ state }) => words.requests.states[state] },
        ]}
      />
      {requests.some(({ state }) => state === 'open') && (
        <div class="buttons">
          <Button
            kind="danger"
            onClick={() => {
              asks.value = true
            }}
          >
            {words.requests.stop}
          </Button>
        </div>
      )}
      {asks.value && (
        <ConfirmDialog
          settings={settings}
          title={words.requests.stopTitle}
          text={words.requests.stopText}
          done={words.requests.stopped}
          work={(way) => restrictWork(patient, { restriction: 'revoke', grantee: committee }, way)}
          onDone={reload}
          onClose={() => {
            asks.value = false
          }}
        />
      )}
    </>
  )
}
