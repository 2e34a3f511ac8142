import { isDoubt } from '../../../sdk/inference/reportStanding.ts'
import { distinctSigners, hasQuorum, type ReportEvidence } from '../evidence.ts'
import { foreign, html, type Markup, nothing } from '../html.ts'
import { standingInWords } from '../standingInWords.ts'

/** What a reader must know before anything else: above the title, and announced at once. */
export function banner({ landed, standing }: ReportEvidence): Markup {
  const flags = standing?.flags ?? []
  const doubts = [...unsigned(landed), ...flags.filter(isDoubt).map(standingInWords)]
  const notes = flags.filter((flag) => !isDoubt(flag)).map(standingInWords)
  return html`${doubts.length === 0 ? nothing : box('alert', 'Before you rely on this report', doubts)}${notes.length === 0 ? nothing : box('note', 'For your information', notes)}`
}

function unsigned(landed: ReportEvidence['landed']): readonly string[] {
  if (landed === null) {
    return [
      'Computed on this machine, signed by nobody. No quorum agreed on it, no consent was checked for it, and nothing of it is on a chain.',
    ]
  }
  return hasQuorum(landed)
    ? []
    : [
        `Do not rely on this report: ${distinctSigners(landed)} of ${landed.committeeSize} nodes signed; ${landed.quorum} were needed.`,
      ]
}

function box(role: 'alert' | 'note', title: string, sentences: readonly string[]): Markup {
  return html`<div class="banner ${role}" role="${role}" aria-label="${title}">
<p class="lead">${title}</p>
<ul>
${sentences.map((sentence) => html`<li>${foreign(sentence)}</li>`)}
</ul>
</div>
`
}
