import type { ClinicalReport } from '../../../sdk/inference/clinicalReport.ts'
import type { ReportEvidence } from '../evidence.ts'
import { foreign, html, type Markup, nothing } from '../html.ts'
import { wordsOf } from '../kindWords.ts'
import { abstention } from './answer/abstention.ts'
import { rhythm } from './answer/rhythm.ts'
import { risk } from './answer/risk.ts'
import { score } from './answer/score.ts'
import { survival } from './answer/survival.ts'

/** What the model says, or why it says nothing; beside it what the requester thought before. */
export function answer(report: ClinicalReport, evidence: ReportEvidence): Markup {
  return html`<section class="answer card ${isShort(report) ? 'short' : 'long'}">
<h2>Answer</h2>
${evidence.impression ? impression(evidence.impression) : nothing}
${said(report)}
<p class="notice">Computed for a clinician to weigh. Not a diagnosis, and not a medical device.</p>
</section>`
}

/** Whether the answer fits on a printed page together with the title. */
function isShort({ outcome }: ClinicalReport): boolean {
  return outcome.status === 'abstained' || outcome.kind === 'risk' || outcome.kind === 'survival'
}

function said({ outcome, model, features }: ClinicalReport): Markup {
  if (outcome.status === 'abstained') {
    return abstention(outcome, wordsOf(model.kind))
  }
  switch (outcome.kind) {
    case 'risk':
      return risk(outcome, model, features)
    case 'survival':
      return survival(outcome)
    case 'score':
      return score(outcome, features)
    case 'rhythm':
      return rhythm(outcome)
  }
}

function impression({ likelihood, note }: NonNullable<ReportEvidence['impression']>): Markup {
  return html`<p class="impression"><strong>Before the answer, who asked held it for ${foreign(likelihood.replace('-', ' '))}.</strong>${note ? html` ${foreign(note)}` : nothing}</p>`
}

/** The rule by which the model abstains, and whether it applied. */
export function abstentionRule({ outcome }: ClinicalReport): Markup {
  return html`<section class="card">
<h2>When the model abstains</h2>
<p>${foreign(outcome.abstention.text)}</p>
<p>${outcome.status === 'answered' ? 'It did not abstain here.' : 'It abstained here.'}</p>
</section>`
}
