import type { RiskReport } from '../../sdk/inference/riskReport.ts'
import { checkReport } from './checkReport.ts'
import { contentSecurityPolicy } from './contentSecurityPolicy.ts'
import type { ReportEvidence } from './evidence.ts'
import { html, Markup } from './html.ts'
import { abstentionRule, answer } from './sections/answer.ts'
import { drivers } from './sections/drivers.ts'
import { limits } from './sections/limits.ts'
import { masthead } from './sections/masthead.ts'
import { quorum } from './sections/quorum.ts'
import { trust } from './sections/trust.ts'
import { missing, values } from './sections/values.ts'
import { reportStyles } from './styles.ts'

export type { ReportEvidence } from './evidence.ts'

/**
 * The clinician's report as one self-contained HTML file: no script, no request, one hashed style sheet. Equal
 * inputs give equal bytes.
 * @throws InvalidInputError REPORT_INVALID where a number or a list cannot be shown truthfully
 */
export function renderReportPage(report: RiskReport, evidence: ReportEvidence): string {
  checkReport(report, evidence)
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(contentSecurityPolicy(reportStyles))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="format-detection" content="telephone=no">
<title>Estimated risk: ${report.outcome.condition} – Salus clinician’s report</title>
<style>${new Markup(reportStyles)}</style>
</head>
<body>
<main>
${masthead(report, evidence)}
${answer(report)}
<div class="columns ${report.outcome.status === 'answered' ? 'pair' : 'even'}">
${drivers(report)}
<div class="stack">
${missing(report)}
${abstentionRule(report)}
</div>
</div>
${values(report)}
${trust(report)}
${quorum(report, evidence)}
${limits(report)}
</main>
</body>
</html>
`.text
}
