import { median } from './median.ts'
import type { Detection } from './qrsDetector.ts'
import { guardSeconds } from './qrsEnvelope.ts'
import type { Stretch } from './qrsWaves.ts'

/** Times without a beat that the signal does not explain. */
export interface Beatless {
  /** Stretches in which the signal is flat, saturated or missing while a beat is overdue. */
  readonly lost: number
  /** Seconds of the longest of them, and of the longest time without a beat around one; 0 where there is none. */
  readonly longestLost: number
  readonly longestAround: number
  /** Seconds before the first beat and after the last, where the signal is there; 0 where no beat is overdue. */
  readonly atStart: number
  readonly atEnd: number
}

/** An interval this many times the typical one, and longer than `pauseSeconds`, asks for an explanation. */
const pauseFactor = 1.6
const pauseSeconds = 1.2

/** Seconds after which a beat is overdue. */
export function overdueAfter(beats: readonly number[]): number {
  const intervals = beats.slice(1).map((time, beat) => time - (beats[beat] as number))
  return intervals.length === 0 ? pauseSeconds : Math.max(pauseSeconds, pauseFactor * median(intervals))
}

/** Looks at the time before the first beat, between every two, and after the last. */
export function beatlessOf({
  seconds,
  gaps,
  durationSeconds,
}: Pick<Detection, 'seconds' | 'gaps' | 'durationSeconds'>): Beatless {
  const overdue = overdueAfter(seconds)
  const [found, ends] = [
    { lost: 0, longestLost: 0, longestAround: 0 },
    { atStart: 0, atEnd: 0 },
  ]
  let next = 0
  for (let beat = 0; beat <= seconds.length; beat++) {
    const from = seconds[beat - 1] ?? 0
    const to = seconds[beat] ?? durationSeconds
    while (next < gaps.length && (gaps[next] as Stretch).to <= from) next++
    if (to - from <= overdue) continue
    let last = next
    while (last < gaps.length && (gaps[last] as Stretch).from < to) last++
    if (last > next) {
      // A quiet signal is flat now and then: without a beat between them, its pieces are one stretch.
      const start = withoutGuard((gaps[next] as Stretch).from, guardSeconds, durationSeconds)
      const end = withoutGuard((gaps[last - 1] as Stretch).to, -guardSeconds, durationSeconds)
      found.lost++
      found.longestLost = Math.max(found.longestLost, end - start)
      found.longestAround = Math.max(found.longestAround, to - from)
    } else if (beat === 0) ends.atStart = to - from
    else if (beat === seconds.length) ends.atEnd = to - from
  }
  return { ...found, ...ends }
}

/** The envelope is left out a little before and after a gap, but not beyond the ends of the recording. */
const withoutGuard = (time: number, guard: number, end: number): number =>
  time <= 0 || time >= end ? time : time + guard

/** A longer time without a beat is a pause that needs to be explained (more than 3 s: 2018 ACC/AHA/HRS bradycardia guideline). */
const longestUnexplained = 3

/** Whether a pause of the heart may lie where the signal does not tell. */
export const mayHidePause = ({ longestAround, atStart, atEnd }: Beatless): boolean =>
  Math.max(longestAround, atStart, atEnd) > longestUnexplained

/** Said before all else about a recording; empty where nothing is missing. */
export function beatlessText({ lost, longestLost, longestAround, atStart, atEnd }: Beatless): string {
  const [longest, around] = [secondsText(longestLost), secondsText(longestAround)]
  const stretches =
    lost === 1
      ? `In one stretch of ${longest} s the signal was flat or missing, with no beat found for ${around} s`
      : `In ${lost} stretches, the longest ${longest} s, the signal was flat or missing, with no beat found for up to ${around} s`
  const sentences = [
    lost > 0 && `${stretches}: a lead off and a pause of the heart cannot be told apart.`,
    atStart > longestUnexplained && `No beat was found in the first ${secondsText(atStart)} s.`,
    atEnd > longestUnexplained && `No beat was found in the last ${secondsText(atEnd)} s.`,
  ]
  return sentences.flatMap((sentence) => (sentence ? [`${sentence} `] : [])).join('')
}

const secondsText = (seconds: number): string =>
  String(seconds < 1 ? Math.round(seconds * 100) / 100 : Math.round(seconds * 10) / 10)
