import type { Bundle } from '../../../sdk/fhir/bundle.ts'
import { subjectOf } from '../../../sdk/fhir/subjectOf.ts'
import type { AbstentionReason, RhythmOutcome } from '../../../sdk/inference/clinicalReport.ts'
import { toFourDecimals } from '../fixedPoint.ts'
import type { Assessment } from '../shippedModel.ts'
import { beatlessText } from './beatless.ts'
import { excerptOf } from './excerpt.ts'
import type { EcgParameters } from './parameters.ts'
import { youngestAge } from './personAge.ts'
import { type Recording, readRecording } from './readRecording.ts'
import { RhythmAnalyser, type RhythmFindings } from './rhythmAnalyser.ts'
import type { WaveletTable } from './wavelets.ts'

/** What the assessment needs of a model. */
export interface EcgEngine {
  readonly condition: string
  readonly abstentionText: string
  readonly table: WaveletTable
  readonly parameters: EcgParameters
}

const maximumAgeDays = 30
const dayMilliseconds = 86_400_000
const youngestYears = 16
/** Less readable signal, or fewer intervals, and there is no answer. */
export const fewestSeconds = 30
export const fewestIntervals = 10
/** The Task Force asks for five minutes for SDNN; some of them may be noise. RMSSD is said to do with one. */
const sdnnSeconds = 240
const rmssdSeconds = 60
const fewestNormal = 0.8

export const abstentionText = `The model gives no answer without a single-lead electrocardiogram of the last ${maximumAgeDays} days, for a person who is under ${youngestYears} or may be by an incomplete date of birth, or with less than ${fewestSeconds} seconds or ${fewestIntervals} intervals of readable signal.`

/** Analyses the newest electrocardiogram of a Bundle. @throws InvalidInputError see `subjectOf`, `readRecording` and `youngestAge` */
export function assessEcg(engine: EcgEngine, bundle: Bundle, asOf: Date): Assessment {
  const { patient } = subjectOf(bundle)
  const recording = readRecording(bundle, asOf)
  const age = youngestAge(bundle, patient, asOf)
  const refusal = refusalOf(recording, age, asOf)
  if (!recording || refusal) return abstained(engine, refusal ?? missing)
  const findings = analyse(engine, recording)
  const reason = unreadable(findings)
  return reason
    ? abstained(engine, reason)
    : { outcome: outcomeOf(engine, recording, findings, age), features: [] }
}

export function analyse(
  { table, parameters }: Pick<EcgEngine, 'table' | 'parameters'>,
  { samplingHertz, millivolts }: Pick<Recording, 'samplingHertz' | 'millivolts'>,
): RhythmFindings {
  const analyser = new RhythmAnalyser(samplingHertz, table, parameters)
  analyser.push(millivolts)
  return analyser.finish()
}

const missing: AbstentionReason = {
  code: 'missing-feature',
  text: 'The record holds no electrocardiogram as sampled data.',
}

function refusalOf(
  recording: Recording | null,
  age: number | null,
  asOf: Date,
): AbstentionReason | undefined {
  if (!recording) return missing
  if (age !== null && age < youngestYears) {
    return {
      code: 'out-of-population',
      text: `The model is not made for people under ${youngestYears}, which this person is or may be by what the record says.`,
    }
  }
  const { endedAt } = recording
  if (endedAt === null || asOf.getTime() - endedAt > maximumAgeDays * dayMilliseconds)
    return {
      code: 'stale',
      text: `The electrocardiogram is undated or more than ${maximumAgeDays} days old.`,
    }
  return undefined
}

export function unreadable({
  readableSeconds,
  intervals,
  quality,
}: RhythmFindings): AbstentionReason | undefined {
  if (readableSeconds >= fewestSeconds && intervals.length >= fewestIntervals) return undefined
  return {
    code: 'unreadable',
    text: `${beatlessText(quality.beatless)}Less than ${fewestSeconds} seconds, or fewer than ${fewestIntervals} intervals between beats, of the electrocardiogram can be read: it is too short, too noisy, flat, or shows no beats.`,
  }
}

function abstained({ condition, abstentionText }: EcgEngine, reason: AbstentionReason): Assessment {
  const abstention = { text: abstentionText }
  return { outcome: { status: 'abstained', condition, reasons: [reason], abstention }, features: [] }
}

function outcomeOf(
  engine: EcgEngine,
  recording: Recording,
  findings: RhythmFindings,
  age: number | null,
): RhythmOutcome {
  const { durationSeconds, beats, heartRate, quality, longestInterval, rates, judgement } = findings
  return {
    status: 'answered',
    kind: 'rhythm',
    condition: engine.condition,
    screen: judgement.screen,
    screenText: `Lead ${recording.lead}. ${beatlessText(quality.beatless)}${judgement.text}${swingText(quality.swings)}${age === null ? ageUnknown : ''}`,
    recordedFrom: recording.from,
    recordedTo: recording.to,
    durationSeconds: toFourDecimals(durationSeconds),
    samplingHertz: toFourDecimals(recording.samplingHertz),
    beats: beats.length,
    heartRate: toTenths(heartRate),
    ...variabilityOf(findings),
    noiseShare: toFourDecimals(quality.noiseShare),
    longestGapSeconds: toFourDecimals(longestInterval),
    rateSeries: {
      stepSeconds: rates.stepSeconds,
      rates: rates.values.map((rate) => (rate === null ? null : toTenths(rate))),
    },
    excerpt: excerptOf(recording, findings),
    abstention: { text: engine.abstentionText },
  }
}

const ageUnknown = ` The record states no age: the model is made for people of ${youngestYears} and older.`

const toTenths = (value: number): number => Math.round(value * 10) / 10

function swingText(swings: number): string {
  if (swings === 0) return ''
  return ` In ${swings === 1 ? 'one stretch' : `${swings} stretches`} without a beat the signal swung as when an electrode comes off: they are left out as unreadable, and whether the heart paused there cannot be told.`
}

function variabilityOf({
  variability: { sdnn, rmssd, normal, normalShare },
  readableSeconds,
}: RhythmFindings): Pick<RhythmOutcome, 'sdnn' | 'rmssd' | 'variabilityText'> {
  const percent = Math.round(100 * normalShare)
  if (!(normalShare >= fewestNormal)) {
    const text = `Only ${percent} % of the intervals are between normal beats; SDNN and RMSSD need ${fewestNormal * 100} %, because early beats and irregular rhythms make them meaningless.`
    return { sdnn: null, rmssd: null, variabilityText: text }
  }
  const made = `Made from ${normal} intervals between normal beats (${percent} %) of ${Math.round(readableSeconds)} readable seconds; comparable only with recordings of the same length.`
  if (readableSeconds < rmssdSeconds || Number.isNaN(rmssd)) {
    const text = `There is no SDNN under ${sdnnSeconds} and no RMSSD under ${rmssdSeconds} readable seconds.`
    return { sdnn: null, rmssd: null, variabilityText: text }
  }
  if (readableSeconds < sdnnSeconds) {
    const text = `${made} There is no SDNN under ${sdnnSeconds} readable seconds.`
    return { sdnn: null, rmssd: toTenths(rmssd), variabilityText: text }
  }
  return { sdnn: toTenths(sdnn), rmssd: toTenths(rmssd), variabilityText: made }
}
