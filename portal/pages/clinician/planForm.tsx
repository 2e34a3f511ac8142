import { useSignal } from '@preact/signals'
import {
  type FormerPlan,
  handInCarePlan,
  nextVersion,
  type PlanChanges,
} from '../../../sdk/clinical/carePlans.ts'
import { findPatientIdentifiers } from '../../../sdk/clinical/clinicalAccess.ts'
import { type CarePlan, carePlanLimits, composeCarePlan, PLAN_STATUSES } from '../../../sdk/fhir/carePlan.ts'
import { useAct } from '../../acts/useAct.ts'
import { ActStatus } from '../../parts/actStatus.tsx'
import { Button } from '../../parts/button.tsx'
import { Checks, Select, TextField } from '../../parts/field.tsx'
import { TextArea } from '../../parts/textArea.tsx'
import { clinician } from '../../words/clinician.ts'
import { accessOf, type ClinicalSetting } from './clinicalWork.ts'

export interface PlanFormProps {
  readonly setting: ClinicalSetting
  readonly patient: string
  /** The version that the new one takes the place of. */
  readonly former: FormerPlan | null
  readonly onWritten: (version: number) => void
}

interface Draft {
  readonly title: string
  readonly description: string
  readonly activities: string
  readonly status: CarePlan['status']
  readonly end: string
}

/** Writes a plan, or a new version of one, once its author has seen who the patient is. */
export function PlanForm({ setting, patient, former, onWritten }: PlanFormProps) {
  const draft = useSignal<Draft>(draftOf(former))
  const prepared = useSignal<CarePlan | null>(null)
  const checked = useSignal<readonly 'patient'[]>([])
  const act = useAct()
  const { title, description, activities, status, end } = draft.value
  const { fields } = clinician.plans
  const change = (part: Partial<Draft>) => {
    draft.value = { ...draft.value, ...part }
    prepared.value = null
    checked.value = []
    act.reset()
  }
  const prepare = () =>
    act.run(async (tools) => {
      const access = accessOf(tools, setting)
      const identifiers = await findPatientIdentifiers(access, patient)
      const plan = nextVersion(access, patient, identifiers, former, changesOf(draft.value))
      composeCarePlan(plan)
      prepared.value = plan
      return undefined
    })
  const write = async (plan: CarePlan) => {
    const isDone = await act.run(async (tools) => {
      tools.relaying()
      const { transactionHash } = await handInCarePlan(accessOf(tools, setting), patient, plan)
      return { hash: transactionHash }
    })
    if (isDone) onWritten(plan.version)
  }
  const plan = prepared.value
  return (
    <section class="card" aria-labelledby="write-title">
      <h2 id="write-title">
        {former ? clinician.plans.nextTitle(former.plan.version + 1) : clinician.plans.newTitle}
      </h2>
      <TextField
        label={fields.title}
        value={title}
        maxLength={carePlanLimits.title}
        onInput={(text) => change({ title: text })}
      />
      <TextArea
        label={fields.description}
        value={description}
        maxLength={carePlanLimits.description}
        onInput={(text) => change({ description: text })}
      />
      <TextArea
        label={fields.activities}
        value={activities}
        maxLength={carePlanLimits.activities * carePlanLimits.activity}
        onInput={(text) => change({ activities: text })}
      />
      <Select
        label={fields.status}
        value={status}
        choices={PLAN_STATUSES.map((value) => ({ value, label: clinician.plans.statuses[value] }))}
        onChange={(chosen) => change({ status: chosen })}
      />
      <TextField
        label={`${fields.end} (YYYY-MM-DD)`}
        value={end}
        isCode
        maxLength={10}
        onInput={(text) => change({ end: text })}
      />
      {plan ? (
        <>
          <Checks
            legend={clinician.confirmTitle}
            choices={[
              { value: 'patient', label: clinician.confirm(plan.patient.name, plan.patient.birthDate) },
            ]}
            chosen={checked.value}
            onChange={(chosen) => {
              checked.value = chosen
            }}
          />
          <div class="buttons">
            <Button
              kind="primary"
              disabled={act.isBusy || checked.value.length === 0}
              onClick={() => write(plan)}
            >
              {clinician.plans.write}
            </Button>
          </div>
        </>
      ) : (
        <>
          <p class="muted">{clinician.plans.prepareLead}</p>
          <div class="buttons">
            <Button
              kind="primary"
              disabled={act.isBusy || title.trim() === '' || description.trim() === ''}
              onClick={prepare}
            >
              {clinician.plans.prepare}
            </Button>
          </div>
        </>
      )}
      {!(plan && act.state.value.stage === 'confirmed') && <ActStatus act={act} />}
    </section>
  )
}

const draftOf = (former: FormerPlan | null): Draft => ({
  title: former?.plan.title ?? '',
  description: former?.plan.description ?? '',
  activities: former?.plan.activities.join('\n') ?? '',
  status: former?.plan.status ?? 'active',
  end: former?.plan.period.end ?? '',
})

const changesOf = ({ title, description, activities, status, end }: Draft): PlanChanges => ({
  title: title.trim(),
  description: description.trim(),
  activities: activities
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== ''),
  status,
  end: end.trim() || undefined,
})
