import type { ReportEvidence } from '../../portal/report/page.ts'
import type { ClinicalReport } from '../../sdk/inference/clinicalReport.ts'

/** Where the pages of a report go. */
export interface PageFiles {
  readonly page?: string
  readonly pdf?: string
}

/**
 * Writes the clinician's page, as HTML and as PDF where asked for, each for its owner alone to read.
 * @throws UnavailableError BROWSER_MISSING, STORE_FULL, STORE_UNAVAILABLE; InvalidInputError REPORT_INVALID
 */
export async function writeReportPage(
  report: ClinicalReport,
  evidence: ReportEvidence,
  { page, pdf }: PageFiles,
): Promise<void> {
  if (page === undefined && pdf === undefined) return
  const { renderReportPage } = await import('../../portal/report/page.ts')
  const { writeWhole } = await import('./writeWhole.ts')
  const text = renderReportPage(report, evidence)
  if (page !== undefined) await writeWhole(page, text)
  if (pdf === undefined) return
  const { printPdf } = await import('./printPdf.ts')
  await writeWhole(pdf, await printPdf(text))
}
