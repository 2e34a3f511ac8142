import { mean, quantile } from '../metrics.ts'
import { type Interval, readableIntervals } from './intervals.ts'
import type { DetectorParameters, QualityParameters, ScreenParameters } from './parameters.ts'
import { QrsDetector } from './qrsDetector.ts'
import { irregularity, screenWindow, windowsOf } from './rhythmScreen.ts'
import { signalQuality } from './signalQuality.ts'
import type { SyntheticEcg } from './synthetic.ts'
import type { RhythmKind } from './syntheticRhythm.ts'
import type { WaveletTable } from './wavelets.ts'

/** A window is regular below where this share of sinus windows lies, and irregular above where the rest of the irregular ones do. */
export const sinusQuantile = 0.99
export const irregularQuantile = 0.02

const sinusKinds: readonly RhythmKind[] = ['sinus', 'bradycardia', 'tachycardia']
const interruptedKinds: readonly RhythmKind[] = ['ectopy', 'bigeminy', 'pauses']

/** What is tried for telling ectopy from irregularity; every combination. */
export const screenGrid = { earlyShare: [0.8, 0.85, 0.9], lateShare: [1.2, 1.25, 1.3, 1.5] } as const

interface RhythmWindow {
  readonly kind: RhythmKind
  readonly intervals: readonly Interval[]
}

/**
 * The two thresholds, to 3 decimals, then the shares that call most irregular windows irregular and fewest of those with
 * early beats, patterns and pauses.
 *
 * @throws Error where sinus and irregular windows overlap too much to tell them apart
 */
export function fitScreen(
  recordings: readonly SyntheticEcg[],
  table: WaveletTable,
  detector: DetectorParameters,
  quality: QualityParameters,
): ScreenParameters {
  const windows = recordings.flatMap((recording) => windowsIn(recording, table, detector, quality))
  const scores = (kinds: readonly RhythmKind[]) =>
    windows
      .filter(({ kind }) => kinds.includes(kind))
      .map(({ intervals }) => unpredicted(intervals))
      .sort((one, other) => one - other)
  const regularBelow = Math.round(1000 * quantile(scores(sinusKinds), sinusQuantile)) / 1000
  const irregularFrom = Math.round(1000 * quantile(scores(['irregular']), irregularQuantile)) / 1000
  if (!(regularBelow < irregularFrom)) throw new Error('Sinus and irregular rhythms cannot be told apart.')
  const candidates = screenGrid.earlyShare.flatMap((earlyShare) =>
    screenGrid.lateShare.map((lateShare) => ({ regularBelow, irregularFrom, earlyShare, lateShare })),
  )
  const merit = (parameters: ScreenParameters) => {
    const called = (kinds: readonly RhythmKind[]) =>
      mean(
        windows
          .filter(({ kind }) => kinds.includes(kind))
          .map(({ intervals }) => (screenWindow(intervals, parameters).rhythm === 'irregular' ? 1 : 0)),
      )
    return called(['irregular']) - called(interruptedKinds)
  }
  return candidates.reduce((best, candidate) => (merit(candidate) > merit(best) ? candidate : best))
}

function windowsIn(
  { samplingHertz, millivolts, rhythm }: SyntheticEcg,
  table: WaveletTable,
  parameters: DetectorParameters,
  quality: QualityParameters,
): RhythmWindow[] {
  const detector = new QrsDetector(samplingHertz, table, parameters)
  detector.push(millivolts)
  const detection = detector.finish()
  const { unreadable } = signalQuality(detection, quality)
  return windowsOf(readableIntervals(detection.seconds, unreadable)).map((intervals) => ({
    kind: rhythm.kind,
    intervals,
  }))
}

const unpredicted = (intervals: readonly Interval[]): number =>
  irregularity(
    intervals.map(({ seconds }) => seconds),
    intervals.map(() => true),
  ).unpredicted
