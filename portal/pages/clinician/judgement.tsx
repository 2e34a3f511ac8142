import { useSignal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { attest, type Judgement, recordLaterOutcome } from '../../../sdk/clinical/attest.ts'
import type { PreparedRequest } from '../../../sdk/inference/askForReport.ts'
import type { OverrideReason } from '../../../sdk/inference/attestation.ts'
import type { LaterOutcome } from '../../../sdk/inference/outcome.ts'
import { useAct } from '../../acts/useAct.ts'
import { ActStatus } from '../../parts/actStatus.tsx'
import { Button } from '../../parts/button.tsx'
import { Checks, Select } from '../../parts/field.tsx'
import { TextArea } from '../../parts/textArea.tsx'
import type { ReportEvidence } from '../../report/evidence.ts'
import { clinician } from '../../words/clinician.ts'
import { accessOf, type ClinicalSetting, statementKeeper } from './clinicalWork.ts'
import { evidenceOf, type ReadReport } from './reportWork.ts'

/** Most characters of a note: see `sdk/inference/attestation.ts`. */
const LONGEST_NOTE = 2000

type Verdict = '' | 'agreed' | OverrideReason
const REASONS = Object.keys(clinician.attest.reasons) as OverrideReason[]
const VERDICTS: readonly { readonly value: Verdict; readonly label: string }[] = [
  { value: '', label: clinician.reports.choose },
  { value: 'agreed', label: clinician.attest.agreed },
  ...REASONS.map((value) => ({ value, label: clinician.attest.reasons[value] })),
]

export interface AttestCardProps {
  readonly setting: ClinicalSetting
  readonly prepared: PreparedRequest
  readonly found: ReadReport
  readonly hasAttested: boolean
  /** What is known beside the report has changed. */
  readonly onEvidence: (evidence: ReportEvidence) => void
}

/** The clinician agrees or overrides, once, having checked who the patient is. */
export function AttestCard({ setting, prepared, found, hasAttested, onEvidence }: AttestCardProps) {
  const { opened } = found
  const { name, birthDate } = opened.identifiers
  const verdict = useSignal<Verdict>('')
  const note = useSignal('')
  const checked = useSignal<readonly 'patient'[]>([])
  const keeper = useMemo(() => statementKeeper('attestation', opened.requestId), [opened.requestId])
  const act = useAct()
  const isMissing =
    verdict.value === '' ||
    checked.value.length === 0 ||
    (verdict.value === 'other' && note.value.trim() === '')
  const send = () =>
    act.run(async (tools) => {
      const said = note.value.trim()
      const judgement = judgementOf(verdict.value, said)
      const { receipt } = await attest(accessOf(tools, setting), opened, judgement, keeper)
      onEvidence(await evidenceOf(tools, setting, prepared, found))
      return receipt ?? undefined
    })
  return (
    <section class="card" aria-labelledby="attest-title">
      <h2 id="attest-title">{clinician.attest.title}</h2>
      {hasAttested ? (
        <p>{clinician.attest.earlier}</p>
      ) : (
        <>
          <Select
            label={clinician.attest.verdict}
            value={verdict.value}
            choices={VERDICTS}
            onChange={(chosen) => {
              verdict.value = chosen
            }}
          />
          <TextArea
            label={clinician.note}
            help={clinician.noteHelp}
            value={note.value}
            maxLength={LONGEST_NOTE}
            onInput={(text) => {
              note.value = text
            }}
          />
          <Checks
            legend={clinician.confirmTitle}
            choices={[{ value: 'patient', label: clinician.confirm(name, birthDate) }]}
            chosen={checked.value}
            onChange={(chosen) => {
              checked.value = chosen
            }}
          />
          <p class="muted">{clinician.attest.once}</p>
          <div class="buttons">
            <Button kind="primary" disabled={act.isBusy || isMissing} onClick={send}>
              {clinician.attest.button}
            </Button>
          </div>
        </>
      )}
      <ActStatus act={act} done={clinician.attest.done} />
      {act.state.value.stage === 'confirmed' && <p class="muted">{clinician.kept}</p>}
    </section>
  )
}

function judgementOf(verdict: Verdict, said: string): Judgement {
  const note = said === '' ? {} : { note: said }
  if (verdict === '') throw new TypeError('Nothing was chosen.')
  return verdict === 'agreed' ? { verdict, ...note } : { verdict: 'overridden', reasonCode: verdict, ...note }
}

type OutcomeChoice = '' | LaterOutcome['outcome']
const OUTCOMES = Object.keys(clinician.outcome.outcomes) as LaterOutcome['outcome'][]
const OUTCOME_CHOICES: readonly { readonly value: OutcomeChoice; readonly label: string }[] = [
  { value: '', label: clinician.reports.choose },
  ...OUTCOMES.map((value) => ({ value, label: clinician.outcome.outcomes[value] })),
]

/** Whoever attested says later what came of it. */
export function OutcomeCard({ setting, found }: Pick<AttestCardProps, 'setting' | 'found'>) {
  const { requestId, outputHash } = found.opened
  const outcome = useSignal<OutcomeChoice>('')
  const keeper = useMemo(() => statementKeeper('outcome', requestId), [requestId])
  const act = useAct()
  const send = () =>
    act.run(async (tools) => {
      if (outcome.value === '') return undefined
      const learnt = { outcome: outcome.value }
      const access = accessOf(tools, setting)
      const { receipt } = await recordLaterOutcome(access, requestId, outputHash, learnt, keeper)
      return receipt ?? undefined
    })
  return (
    <section class="card" aria-labelledby="outcome-title">
      <h2 id="outcome-title">{clinician.outcome.title}</h2>
      <p>{clinician.outcome.lead}</p>
      <Select
        label={clinician.outcome.label}
        value={outcome.value}
        choices={OUTCOME_CHOICES}
        onChange={(chosen) => {
          outcome.value = chosen
        }}
      />
      <div class="buttons">
        <Button kind="primary" disabled={act.isBusy || outcome.value === ''} onClick={send}>
          {clinician.outcome.button}
        </Button>
      </div>
      <ActStatus act={act} done={clinician.outcome.done} />
    </section>
  )
}
