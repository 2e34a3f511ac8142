import { useSignal } from '@preact/signals'
import type { PreparedRequest } from '../../../sdk/inference/askForReport.ts'
import { useAct } from '../../acts/useAct.ts'
import { ActStatus } from '../../parts/actStatus.tsx'
import { Button } from '../../parts/button.tsx'
import { Party } from '../../parts/party.tsx'
import { ReportView } from '../../parts/reportView.tsx'
import { useFocus } from '../../parts/useFocus.ts'
import { clinician } from '../../words/clinician.ts'
import type { ClinicalSetting } from './clinicalWork.ts'
import { AttestCard, OutcomeCard } from './judgement.tsx'
import { type ReadReport, readReport } from './reportWork.ts'

export interface ReportCardProps {
  readonly setting: ClinicalSetting
  readonly prepared: PreparedRequest
  readonly onClose: () => void
}

/** One report: waited for, opened, checked, shown, and judged. */
export function ReportCard({ setting, prepared, onClose }: ReportCardProps) {
  const heading = useFocus<HTMLHeadingElement>()
  const found = useSignal<ReadReport | null>(null)
  const phase = useSignal<'landing' | 'delivery'>('landing')
  const act = useAct()
  const open = () =>
    act.run(async (tools) => {
      found.value = await readReport(tools, setting, prepared, (now) => {
        phase.value = now
      })
      return undefined
    })
  const { requester } = prepared.request
  const isWaiting = act.state.value.stage === 'relaying'
  const hasAttested = found.value?.evidence.attestations?.some((one) => one.clinician === setting.patient)
  return (
    <>
      <section class="card" aria-labelledby="report-title">
        <h2 id="report-title" ref={heading} tabIndex={-1}>
          {clinician.reports.ofRequest}
        </h2>
        <p class="code">{prepared.requestId}</p>
        {requester !== setting.patient && (
          <>
            <p>
              {clinician.reports.colleague} <Party settings={setting.settings} address={requester} />
            </p>
            {!found.value && <p class="note">{clinician.reports.colleagueLead}</p>}
          </>
        )}
        {!found.value && (
          <>
            <p class="muted">{clinician.reports.opens}</p>
            <div class="buttons">
              <Button kind="primary" disabled={act.isBusy} onClick={open}>
                {clinician.reports.open}
              </Button>
            </div>
          </>
        )}
        {isWaiting ? (
          <div class="note act">
            <p role="status">
              {phase.value === 'landing' ? clinician.reports.waiting : clinician.reports.delivering}
            </p>
          </div>
        ) : (
          <ActStatus act={act} done={clinician.reports.checked} />
        )}
        <div class="buttons">
          <Button onClick={onClose}>{clinician.reports.other}</Button>
        </div>
      </section>
      {found.value && (
        <>
          <ReportView report={found.value.report} evidence={found.value.evidence} />
          <AttestCard
            setting={setting}
            prepared={prepared}
            found={found.value}
            hasAttested={hasAttested === true}
            onEvidence={(evidence) => {
              if (found.value) found.value = { ...found.value, evidence }
            }}
          />
          {hasAttested && <OutcomeCard setting={setting} found={found.value} />}
        </>
      )}
    </>
  )
}
