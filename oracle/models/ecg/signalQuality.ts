import { type Beatless, beatlessOf, overdueAfter } from './beatless.ts'
import { median } from './median.ts'
import type { QualityParameters } from './parameters.ts'
import type { Detection } from './qrsDetector.ts'
import { blockSeconds, type Stretch } from './qrsWaves.ts'

/** Where a recording can be read. */
export interface SignalQuality {
  /** In order, not overlapping. */
  readonly unreadable: readonly Stretch[]
  /** Share of the recording that is unreadable, 0 to 1. */
  readonly noiseShare: number
  /** Stretches without a beat in which the signal swung, as when an electrode comes off: whether the heart paused cannot be told. */
  readonly swings: number
  readonly beatless: Beatless
}

/** Noise of one window of `windowSeconds`, each a share of the height of the beats around it. */
export interface WindowNoise {
  /** The greatest wave between beats, on average; the greatest wave at all where there is no beat. */
  readonly between: number
  /** What is there all the time; less of it in a fast heart, which has little time between its waves. */
  readonly floor: number
  readonly badShare: number
  /** Height of the envelope at the beats over the swing of the signal there; 1 without a beat. */
  readonly visible: number
  /** Mean, in seconds. */
  readonly interval: number
}

const blocksPerWindow = 2
export const windowSeconds = blocksPerWindow * blockSeconds
/** Windows before and after one whose beats tell how high a beat is. */
const windowsAside = 2
const fewestBeats = 3
/** With shorter intervals than this, part of the lower quartile of the envelope is waves: at 100 beats a minute. */
const quietIntervalSeconds = 0.6
/** A QRS gives an envelope of a fifth or more of its height; where there is much less, the signal is hum or something else. */
const leastVisible = 0.03
/** More than 250 beats a minute are not told from noise. */
const shortestInterval = 0.24
/** A QRS lies within this of its beat. */
const aroundBeat = 0.1
const swingShare = 0.75

/** Says which parts of a recording are too noisy to be read, missing, saturated, flat, or swinging without a beat. */
export function signalQuality(detection: Detection, parameters: QualityParameters): SignalQuality {
  const swings = swingsOf(detection)
  const noisy = windowNoise(detection).flatMap((noise, window): Stretch[] =>
    isReadable(noise, parameters) ? [] : [{ from: window * windowSeconds, to: (window + 1) * windowSeconds }],
  )
  const unreadable = merge([...noisy, ...detection.gaps, ...swings], detection.durationSeconds)
  const lost = unreadable.reduce((sum, { from, to }) => sum + to - from, 0)
  return {
    unreadable,
    noiseShare: detection.durationSeconds === 0 ? 1 : Math.min(1, lost / detection.durationSeconds),
    swings: swings.length,
    beatless: beatlessOf(detection),
  }
}

export function windowNoise({ seconds, heights, between, blocks, swing }: Detection): WindowNoise[] {
  const typical = median(heights)
  let first = 0
  return Array.from({ length: Math.ceil(blocks.length / blocksPerWindow) }, (_, window) => {
    const from = window * windowSeconds
    while (first < seconds.length && (seconds[first] as number) < from - windowsAside * windowSeconds) first++
    const near: number[] = []
    const passed: number[] = []
    const visible: number[] = []
    for (let beat = first; beat < seconds.length; beat++) {
      const time = seconds[beat] as number
      if (time >= from + (windowsAside + 1) * windowSeconds) break
      near.push(heights[beat] as number)
      if (time < from || time >= from + windowSeconds) continue
      passed.push(between[beat] as number)
      visible.push((heights[beat] as number) / swing.between(time - aroundBeat, time + aroundBeat))
    }
    const height = near.length >= fewestBeats ? median(near) : typical
    const parts = blocks.slice(window * blocksPerWindow, (window + 1) * blocksPerWindow)
    const highest = parts.reduce((most, part) => Math.max(most, part.highest), 0)
    const interval = windowSeconds / Math.max(1, passed.length)
    const floors = parts.flatMap(({ floor }) => (Number.isNaN(floor) ? [] : [floor]))
    return {
      between:
        (passed.length === 0 ? highest : passed.reduce((sum, value) => sum + value) / passed.length) / height,
      floor: (Math.max(0, ...floors) / height) * Math.min(1, interval / quietIntervalSeconds),
      badShare: parts.reduce((sum, part) => sum + part.badShare, 0) / parts.length,
      visible: visible.length === 0 ? 1 : median(visible),
      interval,
    }
  })
}

/** Without a single beat in the recording there is no height to compare with, and NaN is not readable. */
export const isReadable = (noise: WindowNoise, { noiseRatio, noiseFloor }: QualityParameters): boolean =>
  noise.badShare <= 0.5 &&
  noise.visible >= leastVisible &&
  noise.interval >= shortestInterval &&
  noise.between <= noiseRatio &&
  noise.floor <= noiseFloor

/**
 * Long intervals in which the signal moves by more than `swingShare` of the height of a QRS: after an electrode comes
 * off, an amplifier takes seconds to come back, and shows no beat meanwhile.
 */
function swingsOf({ seconds, swing }: Detection): Stretch[] {
  const intervals = seconds.slice(1).map((time, beat) => time - (seconds[beat] as number))
  const overdue = overdueAfter(seconds)
  const long = intervals.flatMap((interval, beat) => (interval > overdue ? [beat] : []))
  if (long.length === 0) return []
  const height = median(seconds.map((time) => swing.between(time - aroundBeat, time + aroundBeat)))
  return long.flatMap((beat): Stretch[] => {
    const from = (seconds[beat] as number) + 2 * aroundBeat
    const to = (seconds[beat + 1] as number) - 2 * aroundBeat
    return swing.between(from, to) > swingShare * height ? [{ from, to }] : []
  })
}

function merge(stretches: readonly Stretch[], end: number): Stretch[] {
  const merged: { from: number; to: number }[] = []
  for (const { from, to } of [...stretches].sort((one, other) => one.from - other.from)) {
    const last = merged.at(-1)
    if (last && from <= last.to) last.to = Math.max(last.to, Math.min(to, end))
    else if (from < end) merged.push({ from, to: Math.min(to, end) })
  }
  return merged
}
