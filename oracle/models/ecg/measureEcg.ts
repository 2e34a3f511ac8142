import { toFourDecimals } from '../fixedPoint.ts'
import { mean, quantile } from '../metrics.ts'
import { seededRandom } from '../random.ts'
import type { Progress } from '../recipe.ts'
import { analyse, type EcgEngine, unreadable } from './assessEcg.ts'
import type { EcgMetrics } from './ecgCard.ts'
import { type BeatMatch, matchBeats, unmatchedBeats } from './matchBeats.ts'
import { QrsDetector } from './qrsDetector.ts'
import { readRealExcerpt } from './realExcerpt.ts'
import type { RhythmFindings } from './rhythmAnalyser.ts'
import { type SyntheticEcg, syntheticEcg } from './synthetic.ts'
import { type NoiseCondition, noiseConditions, plannedRecordings, seedBases } from './syntheticPlan.ts'
import { type RhythmKind, rhythmKinds } from './syntheticRhythm.ts'

type Engine = Pick<EcgEngine, 'table' | 'parameters'>

const decibels = [24, 18, 12, 6, 0]
const perRhythm = 4
const seconds = 60
const screenSeconds = 180
const screenPerRhythm = 20
const resamples = 1000
const intervalSeed = 1
/** Beats this near the ends are not counted: half of the QRS is cut off. */
const edgeSeconds = 0.2

interface Measured {
  readonly match: BeatMatch
  readonly readableMatch: BeatMatch
  readonly readableShare: number
  /** Beats per minute, found minus true; null where the model gives no answer. */
  readonly rateError: number | null
}

/** Every figure of the card, on made-up recordings whose seeds were not trained on, and on the real excerpt. */
export async function measureEcg(engine: Engine, onProgress: Progress = () => {}): Promise<EcgMetrics> {
  const conditions = noiseConditions(decibels)
  const plan = plannedRecordings(conditions, perRhythm, seconds, seedBases.evaluation)
  const measured = plan.map(({ condition, settings }, done) => {
    onProgress('detector on held-out seeds', done + 1, plan.length)
    return { condition, ...measureRecording(engine, syntheticEcg(settings)) }
  })
  const rateErrors = measured.flatMap(({ rateError }) => (rateError === null ? [] : [Math.abs(rateError)]))
  return {
    text: `Made-up recordings of ${seconds} s with other seeds than those of training: ${perRhythm} of each of ${rhythmKinds.length} rhythms (${rhythmKinds.join(', ')}) for each kind and strength of noise, at 128, 250, 360 and 500 Hz. A detection counts within 150 ms (ANSI/AAMI EC57). Intervals: 95 %, percentile bootstrap over recordings, ${resamples} resamples. Strength of noise: power of the QRS (square of the peak-to-peak height over 8) to mean square of the noise.`,
    detector: conditions.map((condition) =>
      detectorRow(
        condition,
        measured.filter((recording) => recording.condition === condition),
      ),
    ),
    heartRate: {
      recordings: rateErrors.length,
      meanAbsoluteError: toFourDecimals(mean(rateErrors)),
      greatestError: toFourDecimals(Math.max(...rateErrors)),
    },
    screen: measureScreen(engine, onProgress),
    excerpt: await measureExcerpt(engine),
  }
}

function measureRecording(engine: Engine, ecg: SyntheticEcg): Measured {
  const findings = analyse(engine, ecg)
  const isInside = (time: number) => time >= edgeSeconds && time <= seconds - edgeSeconds
  const known = ecg.rhythm.beats.map((beat) => beat.seconds).filter(isInside)
  const detector = new QrsDetector(ecg.samplingHertz, engine.table, engine.parameters.detector)
  detector.push(ecg.millivolts)
  const detected = detector.finish().seconds.filter(isInside)
  const isRead = (time: number) =>
    findings.quality.unreadable.every(({ from, to }) => time < from || time >= to)
  const loose = unmatchedBeats(known, detected)
  const missed = loose.missed.filter(isRead).length
  const readableMatch = {
    found: known.filter(isRead).length - missed,
    missed,
    false: loose.false.filter(isRead).length,
  }
  const answers = unreadable(findings) === undefined
  return {
    match: matchBeats(known, detected),
    readableMatch,
    readableShare: 1 - findings.quality.noiseShare,
    rateError: answers ? findings.heartRate - trueRate(known, findings) : null,
  }
}

/** Over the intervals between known beats that lie in readable signal. */
function trueRate(known: readonly number[], { quality }: RhythmFindings): number {
  const intervals = known.slice(1).flatMap((to, index) => {
    const from = known[index] as number
    return quality.unreadable.every((stretch) => stretch.to <= from || stretch.from >= to) ? [to - from] : []
  })
  return 60 / mean(intervals)
}

function detectorRow(
  { kind, decibels: strength }: NoiseCondition,
  recordings: readonly Measured[],
): EcgMetrics['detector'][number] {
  const all = recordings.map(({ match }) => match)
  const readable = total(recordings.map(({ readableMatch }) => readableMatch))
  const optional = (value: number) => (Number.isNaN(value) ? null : toFourDecimals(value))
  return {
    noise: kind,
    decibels: strength,
    recordings: recordings.length,
    beats: total(all).found + total(all).missed,
    sensitivity: proportion(all, sensitivity),
    positivePredictiveValue: proportion(all, predictiveValue),
    readableShare: toFourDecimals(mean(recordings.map(({ readableShare }) => readableShare))),
    readableSensitivity: optional(sensitivity(readable)),
    readablePositivePredictiveValue: optional(predictiveValue(readable)),
  }
}

const sensitivity = ({ found, missed }: BeatMatch): number => found / (found + missed)
const predictiveValue = (match: BeatMatch): number => match.found / (match.found + match.false)

const total = (matches: readonly BeatMatch[]): BeatMatch =>
  matches.reduce(
    (sum, match) => ({
      found: sum.found + match.found,
      missed: sum.missed + match.missed,
      false: sum.false + match.false,
    }),
    { found: 0, missed: 0, false: 0 },
  )

function proportion(
  matches: readonly BeatMatch[],
  figure: (match: BeatMatch) => number,
): { value: number; interval95: [number, number] } {
  const random = seededRandom(intervalSeed)
  const drawn = Array.from({ length: resamples }, () =>
    figure(total(matches.map(() => matches[Math.floor(random() * matches.length)] as BeatMatch))),
  ).sort((one, other) => one - other)
  return {
    value: toFourDecimals(figure(total(matches))),
    interval95: [toFourDecimals(quantile(drawn, 0.025)), toFourDecimals(quantile(drawn, 0.975))],
  }
}

function measureScreen(engine: Engine, onProgress: Progress): EcgMetrics['screen'] {
  const conditions: NoiseCondition[] = [
    { kind: null, decibels: null },
    { kind: 'muscle', decibels: 18 },
    { kind: 'motion', decibels: 18 },
  ]
  const plan = plannedRecordings(
    conditions,
    screenPerRhythm,
    screenSeconds,
    seedBases.evaluation + 10_000_000,
  )
  const answers = plan.map(({ settings }, done) => {
    onProgress('screen on held-out seeds', done + 1, plan.length)
    const findings = analyse(engine, syntheticEcg(settings))
    return {
      kind: settings.kind,
      answer: unreadable(findings) ? ('unreadable' as const) : findings.judgement.screen,
    }
  })
  const count = (kind: RhythmKind, answer: (typeof answers)[number]['answer']) =>
    answers.filter((other) => other.kind === kind && other.answer === answer).length
  const irregular = answers.filter(({ kind }) => kind === 'irregular')
  const others = answers.filter(({ kind }) => kind !== 'irregular')
  const isCalled = ({ answer }: (typeof answers)[number]) => answer === 'irregular'
  return {
    text: `Made-up recordings of ${screenSeconds} s, ${screenPerRhythm * conditions.length} of each rhythm: without noise, and with muscle noise and electrode motion at 18 dB. Sensitivity: irregularly irregular rhythms that the screen calls irregular; specificity: all others, ectopy, bigeminy and pauses among them, that it does not. 95 % Wilson intervals.`,
    sensitivity: wilson(irregular.filter(isCalled).length, irregular.length),
    specificity: wilson(others.filter((one) => !isCalled(one)).length, others.length),
    byRhythm: rhythmKinds.map((kind) => ({
      rhythm: kind,
      recordings: answers.filter((other) => other.kind === kind).length,
      regular: count(kind, 'regular'),
      irregular: count(kind, 'irregular'),
      inconclusive: count(kind, 'inconclusive'),
      unreadable: count(kind, 'unreadable'),
    })),
  }
}

/** Wilson 1927, 95 %. */
function wilson(some: number, all: number): { value: number; interval95: [number, number] } {
  const z = 1.959964
  const share = some / all
  const centre = (share + (z * z) / (2 * all)) / (1 + (z * z) / all)
  const half = (z / (1 + (z * z) / all)) * Math.sqrt((share * (1 - share)) / all + (z * z) / (4 * all * all))
  return {
    value: toFourDecimals(share),
    interval95: [toFourDecimals(Math.max(0, centre - half)), toFourDecimals(Math.min(1, centre + half))],
  }
}

async function measureExcerpt(engine: Engine): Promise<EcgMetrics['excerpt']> {
  const { recording } = await readRealExcerpt()
  const findings = analyse(engine, recording)
  const detector = new QrsDetector(recording.samplingHertz, engine.table, engine.parameters.detector)
  detector.push(recording.millivolts)
  return {
    text: 'Five minutes of record 208 of the MIT-BIH Arrhythmia Database at 360 Hz, with many ventricular beats. Its beat labels are not in the package it came from, so detections are counted and not scored.',
    beats: detector.finish().seconds.length,
    readableBeats: findings.beats.length,
    longestReadableIntervalSeconds: toFourDecimals(findings.longestInterval),
    unreadableShare: toFourDecimals(findings.quality.noiseShare),
    heartRate: toFourDecimals(findings.heartRate),
    screen: findings.judgement.screen,
  }
}
