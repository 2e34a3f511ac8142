import { contentSecurityPolicy } from '../../../portal/report/contentSecurityPolicy.ts'
import { drawn, foreign, html, Markup, nothing } from '../../../portal/report/html.ts'
import { pageStyles } from '../../../portal/report/styles.ts'
import { durationText, temperatureLog } from '../../../sdk/charts/index.ts'
import type { ColdChainAssessment } from '../../../sdk/provenance/coldChain/assess.ts'
import type { ColdChainLog } from '../../../sdk/provenance/coldChain/log.ts'
import type { ColdChainProfile } from '../../../sdk/provenance/coldChain/profile.ts'
import { celsiusText } from '../../../sdk/provenance/coldChain/reasons.ts'
import { inWords } from './assessmentText.ts'

/** Rows of a table and bands of the plot: a page with more would not be read. */
const mostRows = 200

/**
 * The assessment as one self-contained HTML file: no script, no request, one hashed style sheet.
 * @param name of the file that was assessed
 */
export function coldChainPage(
  name: string,
  log: ColdChainLog,
  profile: ColdChainProfile,
  assessment: ColdChainAssessment,
): string {
  const styles = pageStyles({ requestId: '', isSigned: false })
  const { verdict } = assessment
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(contentSecurityPolicy(styles))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="format-detection" content="telephone=no">
<title>Cold-chain log: ${verdict} – Salus</title>
<style>${new Markup(styles)}</style>
</head>
<body>
<main>
<header class="masthead">
<p class="eyebrow"><span>Salus</span>Cold-chain log ${foreign(name)}, signed by nobody</p>
<h1>${verdict[0]?.toUpperCase() ?? ''}${verdict.slice(1)}</h1>
<div class="question"><p>${inWords[verdict]}</p></div>
</header>
<section class="card">
<h2>The log</h2>
<figure>
${plot(log, profile, assessment)}
<figcaption>Times in UTC. Profile ${foreign(profile.name)}: ${foreign(profile.source)}.</figcaption>
</figure>
</section>
${figures(profile, assessment)}
${reasons(assessment)}
${excursions(assessment)}
<section class="card">
<h2>Limits</h2>
<p>A logger measures where it lies, not in every pack, and nothing here shows that it travelled with this product. The verdict is for a person of quality assurance to act on; anomalies are hints and decide nothing.</p>
</section>
</main>
</body>
</html>
`.text
}

function plot(
  { readings }: ColdChainLog,
  { label, absolute, gapSecondsMaximum }: ColdChainProfile,
  { summary, excursions: outside }: ColdChainAssessment,
): Markup {
  const gaps = readings.flatMap(({ time }, index) => {
    const before = readings[index - 1]?.time ?? time
    return time - before > gapSecondsMaximum * 1000 ? [{ from: before, to: time }] : []
  })
  const longest = [...outside].sort((one, other) => other.seconds - one.seconds).slice(0, mostRows)
  return drawn(
    temperatureLog({
      id: 'temperature-log',
      readings,
      label,
      limits: absolute,
      meanKinetic: summary.meanKinetic / 100,
      excursions: longest.sort((one, other) => one.from - other.from),
      gaps: gaps.slice(0, mostRows),
    }),
  )
}

function figures({ meanKinetic }: ColdChainProfile, assessment: ColdChainAssessment): Markup {
  const { summary, limits, profileHash } = assessment
  const row = (title: string, found: string, allowed: string): Markup =>
    html`<tr><th scope="row">${title}</th><td class="number">${found}</td><td class="number">${allowed}</td></tr>
`
  return html`<section class="card">
<h2>Figures</h2>
<table>
<caption>As they are anchored on chain, beside what the profile allows</caption>
<thead><tr><th scope="col">Figure</th><th scope="col" class="number">Found</th><th scope="col" class="number">Allowed</th></tr></thead>
<tbody>
${row('Lowest temperature', celsiusText(summary.minimum), `from ${celsiusText(limits.minimum)}`)}${row('Highest temperature', celsiusText(summary.maximum), `up to ${celsiusText(limits.maximum)}`)}${row(`Mean kinetic temperature, greatest of the whole log and of any ${meanKinetic.windowHours} hours, ΔH ${meanKinetic.activationEnergy} kJ/mol`, celsiusText(summary.meanKinetic), `up to ${celsiusText(limits.meanKineticMaximum)}`)}${row(`Time outside ${celsiusText(limits.storageMinimum)} to ${celsiusText(limits.storageMaximum)}`, `${summary.minutesOutside} min`, `up to ${limits.minutesOutsideMaximum} min`)}${row('Longest gap', durationText(summary.longestGap), `up to ${durationText(limits.longestGapMaximum)}`)}${row('Readings', String(summary.readings), 'from 2')}</tbody>
</table>
<p>Profile hash <span class="code">${profileHash}</span></p>
</section>`
}

function reasons({ reasons: told }: ColdChainAssessment): Markup {
  if (told.length === 0) return nothing
  return html`<section class="card">
<h2>Reasons</h2>
<table>
<caption>Those that decide first</caption>
<thead><tr><th scope="col">Effect</th><th scope="col">Code</th><th scope="col">Reason</th></tr></thead>
<tbody>
${told.map(
  ({
    effect,
    code,
    message,
  }) => html`<tr><td>${effect}</td><td class="code">${code}</td><td>${foreign(message)}</td></tr>
`,
)}</tbody>
</table>
</section>`
}

function excursions({ excursions: found }: ColdChainAssessment): Markup {
  if (found.length === 0) return nothing
  const shown = found.slice(0, mostRows)
  return html`<section class="card">
<h2>Excursions from the range of the label</h2>
<table>
<caption>${found.length === shown.length ? `${found.length} in all` : `The first ${shown.length} of ${found.length}`}, times in UTC</caption>
<thead><tr><th scope="col">Side</th><th scope="col">From</th><th scope="col">To</th><th scope="col" class="number">Duration</th><th scope="col" class="number">Peak</th><th scope="col" class="number">Raises the MKT by</th></tr></thead>
<tbody>
${shown.map(
  ({
    side,
    from,
    to,
    seconds,
    peak,
    meanKineticRise,
  }) => html`<tr><td>${side}</td><td>${timeText(from)}</td><td>${timeText(to)}</td><td class="number">${durationText(seconds)}</td><td class="number">${celsiusText(Math.round(peak * 100))}</td><td class="number">${meanKineticRise === null ? '' : celsiusText(Math.round(meanKineticRise * 100))}</td></tr>
`,
)}</tbody>
</table>
</section>`
}

const timeText = (time: number): string => new Date(time).toISOString().slice(0, 16).replace('T', ' ')
