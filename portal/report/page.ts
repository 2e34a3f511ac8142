import type { ClinicalReport } from '../../sdk/inference/clinicalReport.ts'
import { checkReport } from './checkReport.ts'
import { contentSecurityPolicy } from './contentSecurityPolicy.ts'
import type { ReportEvidence } from './evidence.ts'
import { html, Markup, nothing } from './html.ts'
import { wordsOf } from './kindWords.ts'
import { abstentionRule, answer } from './sections/answer.ts'
import { banner } from './sections/banner.ts'
import { drivers } from './sections/drivers.ts'
import { limits } from './sections/limits.ts'
import { masthead } from './sections/masthead.ts'
import { quorum } from './sections/quorum.ts'
import { trust } from './sections/trust.ts'
import { missing, values } from './sections/values.ts'
import { type PageFooter, pageStyles } from './styles.ts'

export type { ReportEvidence } from './evidence.ts'

/**
 * The clinician's report as one self-contained HTML file: no script, no request, one hashed style sheet. Equal
 * inputs give equal bytes.
 * @throws InvalidInputError REPORT_INVALID where a number or a list cannot be shown truthfully
 */
export function renderReportPage(report: ClinicalReport, evidence: ReportEvidence): string {
  const body = reportBody(report, evidence)
  const styles = pageStyles(footerOf(report, evidence))
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(contentSecurityPolicy(styles))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="format-detection" content="telephone=no">
<title>${wordsOf(report.model.kind).title}: ${report.outcome.condition} – Salus clinician’s report</title>
<style>${new Markup(styles)}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`.text
}

/** What the page says, without the page around it. @throws InvalidInputError REPORT_INVALID */
export function reportBody(report: ClinicalReport, evidence: ReportEvidence): Markup {
  checkReport(report, evidence)
  return html`${banner(evidence)}${masthead(report, evidence)}
${answer(report, evidence)}
${middle(report, evidence)}
${values(report)}
${trust(report)}
${quorum(report, evidence)}
${limits(report)}`
}

/** What drove the answer beside what was not known; only the latter for a kind that is no sum over values. */
function middle(report: ClinicalReport, evidence: ReportEvidence): Markup {
  const drove = drivers(report)
  const unknown = html`${missing(report, evidence)}
${abstentionRule(report)}`
  return drove === nothing
    ? html`<div class="columns">
${unknown}
</div>`
    : html`<div class="columns ${report.outcome.status === 'answered' ? 'pair' : 'even'}">
${drove}
<div class="stack">
${unknown}
</div>
</div>`
}

function footerOf({ request }: ClinicalReport, { landed }: ReportEvidence): PageFooter {
  return { requestId: request.requestId, isSigned: landed !== null }
}
