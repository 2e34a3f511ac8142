import {
  formatPercent,
  formatPercentRange,
  formatWholePercent,
  survivalCurve,
} from '../../../../sdk/charts/index.ts'
import type { SurvivalOutcome } from '../../../../sdk/inference/clinicalReport.ts'
import { drawn, html, type Markup } from '../../html.ts'
import { intervalInWords } from '../../riskInWords.ts'
import { survivalInWords, yearsText } from '../../survivalInWords.ts'

/** Years whose share is written beside the curve. */
const marks = [1, 2, 5]
/** More rows than these are thinned out, to every second, third … point. */
const mostRows = 24

/** The curve, with the share after five years in front. */
export function survival(outcome: SurvivalOutcome): Markup {
  const words = survivalInWords(outcome)
  if (words === null) {
    return html`<p class="figure-words">The curve has no point</p>`
  }
  const { headline } = words
  return html`<div class="estimate">
<p class="figure-number">${formatWholePercent(headline.share)}<span class="figure-sign"> %</span><span class="figure-interval">free of the event after ${yearsText(headline.years)},<br>interval ${formatPercentRange(...headline.interval)}</span></p>
<div class="prose">
<p class="lead">${words.frequencies}</p>
<p>${words.comparison} ${words.median}</p>
<p>${intervalInWords}</p>
</div>
</div>
<figure class="scale">
${drawn(survivalCurve({ id: 'survival-curve', curve: outcome.curve, reference: outcome.reference, marks }))}
<details><summary>Curve as a table</summary>
${table(outcome)}
</details>
</figure>`
}

function table({ curve, reference }: SurvivalOutcome): Markup {
  const every = Math.ceil(curve.length / mostRows)
  const rows = curve.filter((_, index) => (index + 1) % every === 0 || index === curve.length - 1)
  return html`<table class="dense">
<caption>Share expected to be free of the event${every > 1 ? ', every few points of the curve' : ''}</caption>
<thead><tr><th scope="col">After</th><th scope="col" class="number">This patient</th><th scope="col" class="number">Interval</th><th scope="col" class="number">With average values</th></tr></thead>
<tbody>
${rows.map(({ years, share, interval }) => {
  const average = reference.find((point) => point.years === years)
  return html`<tr><th scope="row">${yearsText(years)}</th><td class="number">${formatPercent(share)}</td><td class="number">${formatPercentRange(...interval)}</td><td class="number">${average === undefined ? '–' : formatPercent(average.share)}</td></tr>
`
})}
</tbody>
</table>`
}
