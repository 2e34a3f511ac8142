import { useSignal } from '@preact/signals'
import { accessRequestText } from '../../../sdk/consent/accessRequest.ts'
import { CATEGORIES, type Category } from '../../../sdk/consent/vocabulary.ts'
import { Button } from '../../parts/button.tsx'
import { Checks, Select } from '../../parts/field.tsx'
import { clinician } from '../../words/clinician.ts'
import { words } from '../../words/en.ts'
import { type ClinicalSetting, keepText } from './clinicalWork.ts'

type AskedPurpose = keyof typeof clinician.access.purposes
const PURPOSES = Object.keys(clinician.access.purposes) as AskedPurpose[]
const DAYS = [7, 30, 90, 180, 365] as const

export interface AccessCardProps {
  readonly setting: ClinicalSetting
  readonly patient: string
}

/** Writes down what the clinician asks the patient to share. It goes to the patient by hand, and not over a chain. */
export function AccessCard({ setting: { contracts, patient: grantee }, patient }: AccessCardProps) {
  const categories = useSignal<readonly Category[]>([])
  const purpose = useSignal<AskedPurpose>('TREAT')
  const days = useSignal<number>(90)
  const request = {
    patient,
    grantee,
    categories: [...categories.value],
    purposes: [purpose.value],
    days: days.value,
  }
  const isComplete = categories.value.length > 0
  const text = isComplete ? accessRequestText(contracts, request) : ''
  return (
    <section class="card" aria-labelledby="access-title">
      <h2 id="access-title">{clinician.access.title}</h2>
      <p>{clinician.access.lead}</p>
      <Checks
        legend={words.share.what}
        choices={CATEGORIES.map((value) => ({ value, label: words.category[value] }))}
        chosen={categories.value}
        onChange={(chosen) => {
          categories.value = chosen
        }}
      />
      <Select
        label={words.share.purpose}
        value={purpose.value}
        choices={PURPOSES.map((value) => ({ value, label: clinician.access.purposes[value] }))}
        onChange={(chosen) => {
          purpose.value = chosen
        }}
      />
      <Select
        label={words.share.duration}
        value={String(days.value)}
        choices={DAYS.map((value) => ({ value: String(value), label: words.share.days(value) }))}
        onChange={(chosen) => {
          days.value = Number(chosen)
        }}
      />
      {isComplete && (
        <>
          <p class="muted">{clinician.access.text}</p>
          <p class="quote code">{text}</p>
        </>
      )}
      <div class="buttons">
        <Button
          kind="primary"
          disabled={!isComplete}
          onClick={() => keepText(`${text}\n`, 'access-request', grantee)}
        >
          {clinician.access.save}
        </Button>
      </div>
    </section>
  )
}
