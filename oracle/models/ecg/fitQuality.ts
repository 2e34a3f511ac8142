import { unmatchedBeats } from './matchBeats.ts'
import type { DetectorParameters, QualityParameters } from './parameters.ts'
import { QrsDetector } from './qrsDetector.ts'
import { isReadable, type WindowNoise, windowNoise, windowSeconds } from './signalQuality.ts'
import type { SyntheticEcg } from './synthetic.ts'
import type { WaveletTable } from './wavelets.ts'

/** What is tried; every combination. */
export const qualityGrid = {
  noiseRatio: [0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5],
  noiseFloor: [0.06, 0.08, 0.1, 0.12, 0.14, 0.16, 0.2],
} as const

/** Wrong detections per beat that the readable windows of noisy recordings may have. */
export const toleratedErrors = 0.01
/** Share of the windows without noise that must stay readable. */
export const readableClean = 0.99

interface LabelledWindow {
  readonly noise: WindowNoise
  readonly beats: number
  /** Missed beats and false detections. */
  readonly errors: number
}

export interface FittedQuality {
  readonly quality: QualityParameters
  /** Share of the noisy training windows that stay readable. */
  readonly readable: number
  readonly errors: number
}

/** The thresholds that keep the most noisy windows, where errors in those kept are tolerable and clean windows are kept. */
export function fitQuality(
  clean: readonly SyntheticEcg[],
  noisy: readonly SyntheticEcg[],
  table: WaveletTable,
  detector: DetectorParameters,
): FittedQuality {
  const label = (recording: SyntheticEcg) => labelledWindows(recording, table, detector)
  const cleanWindows = clean.flatMap(label)
  const noisyWindows = noisy.flatMap(label)
  let best: FittedQuality | undefined
  for (const noiseRatio of qualityGrid.noiseRatio) {
    for (const noiseFloor of qualityGrid.noiseFloor) {
      const keep = ({ noise }: LabelledWindow) => isReadable(noise, { noiseRatio, noiseFloor })
      const kept = noisyWindows.filter(keep)
      const beats = kept.reduce((sum, window) => sum + window.beats, 0)
      const errors = kept.reduce((sum, window) => sum + window.errors, 0) / beats
      const readable = kept.length / noisyWindows.length
      const isUsual = cleanWindows.filter(keep).length >= readableClean * cleanWindows.length
      if (isUsual && errors <= toleratedErrors && (!best || readable > best.readable))
        best = { quality: { noiseRatio, noiseFloor }, readable, errors }
    }
  }
  if (!best) throw new Error('No thresholds of signal quality keep the errors tolerable.')
  return best
}

function labelledWindows(
  { samplingHertz, millivolts, rhythm }: SyntheticEcg,
  table: WaveletTable,
  parameters: DetectorParameters,
): LabelledWindow[] {
  const detector = new QrsDetector(samplingHertz, table, parameters)
  detector.push(millivolts)
  const detection = detector.finish()
  const known = rhythm.beats.map(({ seconds }) => seconds)
  const { missed, false: wrong } = unmatchedBeats(known, detection.seconds)
  return windowNoise(detection).map((noise, window) => {
    const inWindow = (time: number) => Math.floor(time / windowSeconds) === window
    return {
      noise,
      beats: known.filter(inWindow).length,
      errors: missed.filter(inWindow).length + wrong.filter(inWindow).length,
    }
  })
}
