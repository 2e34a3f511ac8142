import type { RhythmOutcome } from '../../../sdk/inference/clinicalReport.ts'
import { toFourDecimals } from '../fixedPoint.ts'
import type { Recording } from './readRecording.ts'
import type { RhythmFindings } from './rhythmAnalyser.ts'

const excerptSeconds = 10
/** Enough to see the shape of a beat on paper. */
const greatestHertz = 125

/**
 * About ten seconds of the signal with its beats: of a window that shows what the screen says, where that can be read;
 * else of the first readable part, else of the place where the fewest samples are missing.
 */
export function excerptOf(recording: Recording, findings: RhythmFindings): RhythmOutcome['excerpt'] {
  const { samplingHertz, millivolts } = recording
  const step = Math.ceil(samplingHertz / greatestHertz)
  const length = Math.min(
    Math.floor(millivolts.length / step),
    Math.round((excerptSeconds * samplingHertz) / step),
  )
  const first = Math.min(
    Math.round(startOf(recording, findings) * samplingHertz),
    millivolts.length - length * step,
  )
  const startSeconds = first / samplingHertz
  const hertz = samplingHertz / step
  return {
    startSeconds: toFourDecimals(startSeconds),
    samplingHertz: toFourDecimals(hertz),
    millivolts: averaged(millivolts.subarray(first, first + length * step), step),
    beats: findings.beats
      .filter((time) => time >= startSeconds && time < startSeconds + length / hertz)
      .map((time) => toFourDecimals(time - startSeconds)),
  }
}

function startOf(
  { samplingHertz, millivolts }: Recording,
  { judgement: { shown }, quality, durationSeconds }: RhythmFindings,
): number {
  const latest = Math.max(0, durationSeconds - excerptSeconds)
  const isReadable = (start: number) =>
    quality.unreadable.every(({ from, to }) => to <= start || from >= start + excerptSeconds)
  const middle = shown ? (shown.from + shown.to) / 2 - excerptSeconds / 2 : latest / 2
  const candidates = [
    middle,
    ...(shown ? [shown.from, shown.to - excerptSeconds] : []),
    0,
    ...quality.unreadable.slice(0, 100).map(({ to }) => to),
  ].map((start) => Math.min(latest, Math.max(0, start)))
  const missing = candidates.map((start) => {
    const first = Math.round(start * samplingHertz)
    const samples = millivolts.subarray(first, first + Math.round(excerptSeconds * samplingHertz))
    return samples.reduce((count, value) => (Number.isFinite(value) ? count : count + 1), 0)
  })
  const fewest = missing.indexOf(missing.reduce((least, count) => Math.min(least, count)))
  return (
    candidates.find((start, index) => missing[index] === 0 && isReadable(start)) ??
    (candidates[fewest] as number)
  )
}

/** Means of `step` samples each; null where one of them is missing or saturated. */
function averaged(samples: Float32Array, step: number): (number | null)[] {
  return Array.from({ length: samples.length / step }, (_, place) => {
    const mean =
      samples.subarray(place * step, (place + 1) * step).reduce((sum, value) => sum + value, 0) / step
    return Number.isFinite(mean) ? toFourDecimals(mean) : null
  })
}
