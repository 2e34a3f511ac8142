import pc from 'picocolors'
import { durationText } from '../../../sdk/charts/index.ts'
import type { ColdChainAssessment } from '../../../sdk/provenance/coldChain/assess.ts'
import type { ColdChainProfile } from '../../../sdk/provenance/coldChain/profile.ts'
import { celsiusText, type Reason } from '../../../sdk/provenance/coldChain/reasons.ts'
import { columns, pairs } from '../../output/columns.ts'
import { plain, time } from '../../output/format.ts'

/** Rows of a table of excursions that are printed; --json gives all. */
const mostExcursions = 20

export const inWords: Readonly<Record<ColdChainAssessment['verdict'], string>> = {
  pass: 'The log shows that the product was kept as its profile asks.',
  fail: 'The log shows that the product was not kept as its profile asks.',
  unknown: 'The log does not show how the product was kept.',
}

/** The assessment as one JSON document; times in ISO 8601. */
export function assessmentJson(assessment: ColdChainAssessment, profile: ColdChainProfile): object {
  const {
    verdict,
    reasons,
    profileHash,
    summary,
    limits,
    excursions,
    doorOpenings,
    loggerFaults,
    anomalies,
  } = assessment
  return {
    verdict,
    reasons,
    profile,
    profileHash,
    summary,
    limits,
    excursions: excursions.map(withTimes),
    alarms: assessment.alarms.map(({ alarm, ...span }) => withTimes({ code: alarm.code, ...span })),
    loggerFaults: loggerFaults.map(withTimes),
    doorOpenings: doorOpenings.map(withTimes),
    anomalies: anomalies.map(withTimes),
  }
}

const withTimes = <Span extends { readonly from: number; readonly to: number }>(span: Span) => ({
  ...span,
  from: new Date(span.from).toISOString(),
  to: new Date(span.to).toISOString(),
})

/** The same for a person at a terminal. */
export function assessmentText(assessment: ColdChainAssessment, profile: ColdChainProfile): string {
  const { verdict, reasons, summary, limits, profileHash } = assessment
  const colour = { pass: pc.green, fail: pc.red, unknown: pc.yellow }[verdict]
  const facts = pairs([
    ['profile', `${plain(profile.name)}: ${plain(profile.source)}`],
    ['profile hash', profileHash],
    ['from, to', `${time(summary.from)}, ${time(summary.to)}`],
    ['readings', `${summary.readings.toLocaleString('en')}, longest gap ${durationText(summary.longestGap)}`],
    ['lowest, highest', `${celsiusText(summary.minimum)}, ${celsiusText(summary.maximum)}`],
    [
      'MKT',
      `${celsiusText(summary.meanKinetic)}, at most ${celsiusText(limits.meanKineticMaximum)} (ΔH ${profile.meanKinetic.activationEnergy} kJ/mol, windows of ${profile.meanKinetic.windowHours} h)`,
    ],
    [
      'outside',
      `${summary.minutesOutside} min outside ${celsiusText(limits.storageMinimum)} to ${celsiusText(limits.storageMaximum)}, at most ${limits.minutesOutsideMaximum}`,
    ],
  ])
  const told =
    reasons.length === 0
      ? ''
      : `\n${columns(
          reasons.map(({ effect, code, message }) => [effectText(effect), code, plain(message)]),
          ['Effect', 'Code', 'Reason'],
        )}`
  return `${colour(pc.bold(verdict))}  ${inWords[verdict]}\n\n${facts}${told}${excursionsText(assessment)}`
}

function effectText(effect: Reason['effect']): string {
  if (effect === 'noted') return pc.dim(effect)
  return effect === 'fail' ? pc.red(effect) : pc.yellow(effect)
}

function excursionsText({ excursions }: ColdChainAssessment): string {
  if (excursions.length === 0) return ''
  const rows = excursions
    .slice(0, mostExcursions)
    .map(({ side, from, seconds, peak, meanKineticRise }) => [
      side,
      time(Math.floor(from / 1000)),
      durationText(seconds),
      celsiusText(Math.round(peak * 100)),
      meanKineticRise === null ? '' : celsiusText(Math.round(meanKineticRise * 100)),
    ])
  const more =
    excursions.length > mostExcursions
      ? `and ${excursions.length - mostExcursions} more: --json prints them all\n`
      : ''
  return `\n${columns(rows, ['Excursion', 'From', 'Duration', 'Peak', 'Raises MKT by'])}${more}`
}
