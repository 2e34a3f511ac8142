import { useMemo } from 'preact/hooks'
import type { ClinicalReport } from '../../sdk/inference/clinicalReport.ts'
import { type ReportEvidence, reportBody } from '../report/page.ts'
import { reportStyles } from '../report/styles.ts'
import { MarkupView } from './markup.ts'
import { useStyleSheet } from './useStyleSheet.ts'

/** The style of the report's own page, for what is inside it alone. Colours are those of the portal. */
const STYLES = `@scope (.report) {
.card { display: block; }
.facts > div { display: block; }
${reportStyles}
:scope > .columns { margin-top: 20px; gap: 20px; }
.masthead { background: none; border: 0; }
.masthead h2 { font-size: 1.6rem; }
}`

/** A report as its page shows it. @throws InvalidInputError REPORT_INVALID */
export function ReportView({
  report,
  evidence,
}: {
  readonly report: ClinicalReport
  readonly evidence: ReportEvidence
}) {
  useStyleSheet(STYLES)
  const markup = useMemo(() => reportBody(report, evidence), [report, evidence])
  return (
    <div class="report">
      <MarkupView markup={markup} />
    </div>
  )
}
