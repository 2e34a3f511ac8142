import { displayValue } from '../../../sdk/fhir/displayValue.ts'
import type { FeatureSpec } from '../../../sdk/fhir/featureSpec.ts'
import type {
  AbstainedOutcome,
  AbstentionReason,
  ReportedFeature,
  ScoreOutcome,
} from '../../../sdk/inference/clinicalReport.ts'
import { toFourDecimals } from '../fixedPoint.ts'
import { type Chart, type VitalName, vitalNames } from './chart.ts'
import { ageSpec, scaleSpec, vitalSpecs } from './features.ts'
import type { Unused } from './monitor.ts'
import type { Person } from './readVitals.ts'
import { dueResponse, leastTotal } from './scoreVitals.ts'
import { type Driver, forecast, trendRounds } from './trend.ts'
import type { Round, ScaleChoice, VitalState, VitalStream } from './vitalStream.ts'
import type { ScoreAssessment, VitalsRules } from './vitalsModel.ts'

export const condition = 'Acute deterioration: the National Early Warning Score (NEWS2)'

/** Years: the chart is not made for children. */
export const leastAge = 16
/** Years from which nothing is said about an unknown pregnancy. */
const pastPregnancy = 60

export const abstentionText =
  'No score is given to people under 16 or of unknown age, in pregnancy, or where any of the seven parameters is missing, older than its maximum age, impossible, or a jump that no later reading has confirmed. A missing parameter never counts as 0 points. Where those that are known reach the points of an urgent response, the reasons say so.'

export interface ScoreInput {
  readonly stream: VitalStream
  readonly person: Person
  readonly unused: Unused
  readonly asOf: Date
}

/** The answer of the chart at a time, or why there is none. */
export function composeScore(rules: VitalsRules, input: ScoreInput): ScoreAssessment {
  const { stream, person, asOf } = input
  const states = new Map(vitalNames.map((name) => [name, stream.stateOf(name, asOf.getTime())]))
  const reasons = [
    ...personReasons(person),
    ...vitalSpecs.flatMap((spec) => vitalReasons(spec, states.get(spec.name) as VitalState)),
  ]
  const { scored, unscored } = stream.rounds()
  const last = scored.at(-1)
  const abstention = { text: abstentionText }
  if (reasons.length > 0 || !last?.score) {
    return {
      outcome: abstained(reasons, leastPoints(rules, input, states), rules.chart),
      features: reportedFeatures(states, person, null),
    }
  }
  const { total, due } = last.score
  return {
    outcome: {
      status: 'answered',
      kind: 'score',
      condition,
      score: total,
      maximum: rules.chart.maximum,
      band: due.band,
      response: due.response,
      choices: choicesOf(rules, input, last, unscored),
      series: scored.map(({ time, score }) => ({
        time: new Date(time).toISOString(),
        score: score?.total ?? 0,
      })),
      trend: trendOf(rules, scored),
      abstention,
    },
    features: reportedFeatures(states, person, last),
  }
}

/**
 * Points of what is known, which no missing parameter can take away again. 0 for a child, whose normal values score; in
 * pregnancy they stand, for what is red there is not well either.
 */
function leastPoints(
  { chart }: VitalsRules,
  { stream, person, asOf }: ScoreInput,
  states: ReadonlyMap<VitalName, VitalState>,
): number {
  if (person.age.status === 'present' && (person.age.value ?? 0) < leastAge) return 0
  const known = [...states].flatMap(([name, state]) =>
    state.status === 'usable' ? [[name, state.reading.value]] : [],
  )
  return leastTotal(chart, Object.fromEntries(known), stream.scaleAt(asOf.getTime()))
}

/** Without a score, but not without a warning: the sickest are those whose values are hardest to measure. */
function abstained(reasons: readonly AbstentionReason[], least: number, chart: Chart): AbstainedOutcome {
  const outcome = { status: 'abstained', condition, abstention: { text: abstentionText } } as const
  const { band } = dueResponse(chart, least, false)
  if (band === 'low') {
    const isDoubtful = reasons.some(({ code }) => code === 'unreadable')
    return { ...outcome, reasons, ...(isDoubtful ? { urgency: 'medium' } : {}) }
  }
  const [first, ...others] = reasons
  const warning = `What is known makes at least ${least} points: act on it without waiting for a score.`
  return {
    ...outcome,
    reasons: first ? [{ ...first, text: `${first.text} ${warning}` }, ...others] : reasons,
    urgency: band === 'high' ? 'critical' : 'medium',
  }
}

function personReasons({ age, isPregnant }: Person): AbstentionReason[] {
  const feature = ageSpec.name
  const reasons: AbstentionReason[] = []
  if (age.status === 'missing' || age.value === null) {
    reasons.push({ code: 'missing-feature', feature, text: 'Age is missing from the record.' })
  } else if (age.status === 'stale') {
    reasons.push({ code: 'stale', feature, text: 'Age is undated or more than a year old.' })
  } else if (age.value < leastAge) {
    reasons.push({
      code: 'out-of-population',
      feature,
      text: `NEWS2 is not made for people under ${leastAge}; use a paediatric score.`,
    })
  }
  if (isPregnant) {
    reasons.push({
      code: 'out-of-population',
      text: 'NEWS2 is not made for pregnancy; use an obstetric score.',
    })
  }
  return reasons
}

function vitalReasons(spec: FeatureSpec, { status }: VitalState): AbstentionReason[] {
  const feature = spec.name
  switch (status) {
    case 'usable':
      return []
    case 'missing':
      return [
        {
          code: 'missing-feature',
          feature,
          text: `${spec.label} is missing from the record, or has no time.`,
        },
      ]
    case 'stale': {
      const minutes = Math.round(spec.maximumAgeDays * 1440)
      return [{ code: 'stale', feature, text: `${spec.label} is more than ${minutes} minutes old.` }]
    }
    case 'impossible':
      return [
        {
          code: 'unreadable',
          feature,
          text: `The last value of ${spec.label} is impossible: check the patient at once and measure it again.`,
        },
      ]
    case 'unconfirmed':
      return [
        {
          code: 'unreadable',
          feature,
          text: `The last value of ${spec.label} is a jump that no later value confirms: check the patient at once and measure it again.`,
        },
      ]
  }
}

function reportedFeatures(
  states: ReadonlyMap<VitalName, VitalState>,
  { age }: Person,
  round: Round | null,
): ReportedFeature[] {
  const vitals = vitalSpecs.map((spec): ReportedFeature => {
    const state = states.get(spec.name) as VitalState
    const received = state.received === null ? null : toFourDecimals(state.received)
    const reading = round?.readings[spec.name]
    return {
      name: spec.name,
      label: spec.label,
      unit: spec.unit,
      received: received === null ? null : { value: received, display: displayValue(spec, received) },
      status: state.status === 'stale' ? 'stale' : received === null ? 'missing' : 'present',
      used: reading ? toFourDecimals(reading.value) : null,
      contribution: round?.score?.points[spec.name] ?? 0,
    }
  })
  const years = age.value === null ? null : { value: age.value, display: age.display }
  const { name, label, unit } = ageSpec
  return [
    ...vitals,
    {
      name,
      label,
      unit,
      received: years,
      status: age.status,
      used: round ? (years?.value ?? null) : null,
      contribution: 0,
    },
  ]
}

const scaleTexts: { readonly [choice in ScaleChoice]: string } = {
  never: 'SpO2 scale 1: the record has no choice of scale 2 by a clinician.',
  'scale-1': 'SpO2 scale 1: by the last choice of a clinician.',
  'scale-2': 'SpO2 scale 2 (hypercapnic respiratory failure): the record names the clinician who chose it.',
  'scale-2-expired': `SpO2 scale 1: the choice of scale 2 is more than ${scaleSpec.maximumAgeDays} days old; a clinician has to confirm it.`,
  opposite: 'SpO2 scale 1: two choices of the same time differ.',
}

function choicesOf(
  { settings }: VitalsRules,
  { stream, person, unused }: ScoreInput,
  last: Round,
  unscored: number,
): string[] {
  const { impossible, artefacts, late } = stream.leftOut
  const carried = vitalSpecs.flatMap(({ name, label }) => {
    const minutes = Math.floor((last.time - (last.readings[name]?.time ?? last.time)) / 60_000)
    return minutes >= settings.roundMinutes ? [`${label} (${minutes} minutes old)`] : []
  })
  const leftOut = [
    counted(impossible, 'impossible value'),
    counted(
      artefacts,
      'jump that the next reading did not confirm',
      'jumps that the next reading did not confirm',
    ),
    counted(late, 'reading that came after a newer one', 'readings that came after newer ones'),
    counted(unused.undated, 'reading without a time of day', 'readings without a time of day'),
    counted(
      unused.unreadable,
      'old reading in a form or unit that is not read',
      'old readings in a form or unit that is not read',
    ),
    counted(unused.future, 'reading dated after the assessment', 'readings dated after the assessment'),
  ].flat()
  return [
    scaleTexts[last.choice],
    ...(unused.unsignedScales > 0
      ? [
          'The record has a choice of the SpO2 scale without naming the clinician who decided; this was not followed.',
        ]
      : []),
    ...(person.isPregnant === null && !person.isMale && (person.age.value ?? 0) < pastPregnancy
      ? ['The record does not say whether the patient is pregnant; NEWS2 is not made for pregnancy.']
      : []),
    ...(carried.length > 0 ? [`Carried forward from an earlier round: ${carried.join(', ')}.`] : []),
    ...(leftOut.length > 0 ? [`Left out: ${leftOut.join(', ')}.`] : []),
    ...(unscored > 0
      ? [
          `${unscored === 1 ? '1 round has' : `${unscored} rounds have`} no score: a parameter was missing, too old or not readable.`,
        ]
      : []),
  ]
}

const counted = (count: number, one: string, many = `${one}s`): string[] =>
  count === 0 ? [] : [`${count} ${count === 1 ? one : many}`]

function trendOf({ chart, trend: rule }: VitalsRules, scored: readonly Round[]): ScoreOutcome['trend'] {
  const { threshold, hoursAhead, hoursBack, fewestRounds, shortestHours } = rule
  if ((scored.at(-1)?.score?.total ?? 0) >= threshold) {
    return { probability: null, text: `No forecast: the score is ${threshold} or more already.` }
  }
  const rounds = trendRounds(scored, rule)
  if (!rounds) {
    return {
      probability: null,
      text: `No forecast: it needs at least ${fewestRounds} rounds with a score within the last ${hoursBack} hours, and at least ${shortestHours * 60} minutes from the first to the last.`,
    }
  }
  const { probability, drivers } = forecast(chart, rule, rounds)
  const rounded = Math.round(probability * 100) / 100
  return {
    probability: rounded,
    hours: hoursAhead,
    text: `From ${rounds.length} rounds of the last ${hoursBack} hours: probability ${rounded} that NEWS2 reaches ${threshold} within ${hoursAhead} hours. Tried on made-up patients only, never on real ones.`,
    drivers: drivers.map(inWords),
  }
}

function inWords({ name, slope }: Driver): string {
  const spec = vitalSpecs.find((candidate) => candidate.name === name)
  const pace = Math.round(Math.abs(slope) * 10) / 10
  return `${spec?.label} ${slope > 0 ? 'rising' : 'falling'} by ${pace} ${displayUnit(spec?.unit ?? '1')} per hour`
}

const displayUnit = (unit: string) =>
  ({ '/min': 'per minute', 'mm[Hg]': 'mm Hg', Cel: '°C', '%': 'percentage points' })[unit] ?? unit
