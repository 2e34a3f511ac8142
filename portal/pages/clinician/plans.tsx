import { useSignal } from '@preact/signals'
import type { FormerPlan } from '../../../sdk/clinical/carePlans.ts'
import { openCarePlan } from '../../../sdk/clinical/carePlans.ts'
import type { ListedRecord } from '../../../sdk/gateway/protocol.ts'
import { addressOfDid } from '../../../sdk/identity/did.ts'
import { useAct } from '../../acts/useAct.ts'
import { ActStatus } from '../../parts/actStatus.tsx'
import { Button } from '../../parts/button.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Party } from '../../parts/party.tsx'
import { Table } from '../../parts/table.tsx'
import { useGateway } from '../../session/useGateway.ts'
import { clinician } from '../../words/clinician.ts'
import { words } from '../../words/en.ts'
import { formatDate, formatTime, shorten } from '../../words/format.ts'
import { visible } from '../../words/visible.ts'
import { accessOf, type ClinicalSetting } from './clinicalWork.ts'
import { ClinicianPage } from './clinicianPage.tsx'
import { PatientField, patientIn } from './patientField.tsx'
import { PlanForm } from './planForm.tsx'

/** Plans of care, each version a record of its own. */
export default function PlansPage() {
  return (
    <>
      <h1>{clinician.plans.title}</h1>
      <p class="lead">{clinician.plans.lead}</p>
      <ClinicianPage>{(setting) => <Finding setting={setting} />}</ClinicianPage>
    </>
  )
}

function Finding({ setting }: { readonly setting: ClinicalSetting }) {
  const text = useSignal('')
  const asked = useSignal<string | null>(null)
  const patient = patientIn(text.value)
  const look = () => {
    asked.value = patient
  }
  return (
    <>
      <section class="card" aria-labelledby="patient-title">
        <h2 id="patient-title">{clinician.confirmTitle}</h2>
        <PatientField
          value={text.value}
          onEnter={look}
          onInput={(typed) => {
            text.value = typed
          }}
        />
        <div class="buttons">
          <Button kind="primary" disabled={!patient} onClick={look}>
            {clinician.plans.look}
          </Button>
        </div>
      </section>
      {asked.value && <Plans key={asked.value} setting={setting} patient={asked.value} />}
    </>
  )
}

interface PlansProps {
  readonly setting: ClinicalSetting
  readonly patient: string
}

function Plans({ setting, patient }: PlansProps) {
  const { client } = setting
  const chosen = useSignal<string | null>(null)
  const former = useSignal<FormerPlan | null>(null)
  const written = useSignal<number | null>(null)
  const found = useGateway(
    setting,
    async (signal) =>
      (await client.listRecords(patient, 'TREAT', { signal })).filter(
        ({ category }) => category === 'care-plans',
      ),
    [client, patient],
  )
  return (
    <Loaded resource={found}>
      {(plans, reload) => (
        <>
          {plans.length === 0 ? (
            <p class="note">{clinician.plans.none}</p>
          ) : (
            <VersionTable
              plans={plans}
              onOpen={(recordId) => {
                former.value = null
                chosen.value = recordId
              }}
            />
          )}
          {chosen.value && (
            <OpenedPlan
              key={chosen.value}
              setting={setting}
              patient={patient}
              recordId={chosen.value}
              former={former.value}
              onOpened={(plan) => {
                former.value = plan
              }}
            />
          )}
          {written.value !== null && (
            <p class="note good" role="status">
              {clinician.plans.written(written.value)}
            </p>
          )}
          <PlanForm
            key={`${former.value?.recordId} ${written.value}`}
            setting={setting}
            patient={patient}
            former={former.value}
            onWritten={(version) => {
              written.value = version
              former.value = null
              chosen.value = null
              reload()
            }}
          />
        </>
      )}
    </Loaded>
  )
}

interface VersionTableProps {
  readonly plans: readonly ListedRecord[]
  readonly onOpen: (recordId: string) => void
}

function VersionTable({ plans, onOpen }: VersionTableProps) {
  return (
    <Table
      caption={clinician.plans.caption}
      rows={plans}
      keyOf={({ recordId }) => recordId}
      columns={[
        {
          title: clinician.plans.version,
          cell: ({ recordId }) => (
            <span class="code" title={recordId}>
              {shorten(recordId)}
            </span>
          ),
        },
        { title: words.records.status, cell: ({ status }) => words.records.statuses[status] },
        {
          title: words.records.actions,
          cell: ({ recordId, status }) => (
            <Button
              label={clinician.plans.openLabel(shorten(recordId))}
              disabled={status !== 'active'}
              onClick={() => onOpen(recordId)}
            >
              {clinician.plans.open}
            </Button>
          ),
        },
      ]}
    />
  )
}

interface OpenedPlanProps extends PlansProps {
  readonly recordId: string
  readonly former: FormerPlan | null
  readonly onOpened: (plan: FormerPlan) => void
}

function OpenedPlan({ setting, patient, recordId, former, onOpened }: OpenedPlanProps) {
  const act = useAct()
  const open = () =>
    act.run(async (tools) => {
      const plan = await openCarePlan(accessOf(tools, setting), recordId, patient)
      // Another may have been chosen meanwhile: a new version is written of what was opened.
      tools.signal.throwIfAborted()
      onOpened(plan)
      return undefined
    })
  if (!former) {
    return (
      <section class="card" aria-labelledby="plan-title">
        <h2 id="plan-title">{clinician.plans.opening}</h2>
        <div class="buttons">
          <Button kind="primary" disabled={act.isBusy} onClick={open}>
            {clinician.plans.opening}
          </Button>
        </div>
        <ActStatus act={act} done={words.record.checked} />
      </section>
    )
  }
  const { plan } = former
  const { fields } = clinician.plans
  return (
    <section class="card" aria-labelledby="plan-title">
      <h2 id="plan-title">
        <bdi>{clinician.plans.shown(visible(plan.title), plan.version)}</bdi>
      </h2>
      <p>
        <bdi>{visible(plan.description)}</bdi>
      </p>
      {plan.activities.length > 0 && (
        <ul>
          {plan.activities.map((activity) => (
            <li key={activity}>
              <bdi>{visible(activity)}</bdi>
            </li>
          ))}
        </ul>
      )}
      <Facts
        facts={[
          [fields.status, clinician.plans.statuses[plan.status]],
          [fields.start, dayOf(plan.period.start)],
          [fields.end, plan.period.end === null ? '–' : dayOf(plan.period.end)],
          [fields.created, formatTime(new Date(plan.created))],
          [fields.author, <Party settings={setting.settings} address={addressOfDid(plan.authorDid)} />],
        ]}
      />
    </section>
  )
}

/** @param day as 2026-11-23: one of the calendar, wherever the reader is */
const dayOf = (day: string): string => formatDate(Date.parse(`${day}T12:00:00`))
