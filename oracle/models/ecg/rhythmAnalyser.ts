import { mayHidePause } from './beatless.ts'
import { type Interval, readableIntervals, type Variability, variability } from './intervals.ts'
import { judgeRhythm, type RhythmJudgement } from './judgeRhythm.ts'
import type { EcgParameters } from './parameters.ts'
import { type Detection, QrsDetector } from './qrsDetector.ts'
import type { Stretch } from './qrsWaves.ts'
import { screenWindows } from './rhythmScreen.ts'
import { type SignalQuality, signalQuality } from './signalQuality.ts'
import type { WaveletTable } from './wavelets.ts'

/** What a recording shows, in full precision. */
export interface RhythmFindings {
  readonly durationSeconds: number
  readonly readableSeconds: number
  readonly quality: SignalQuality
  /** Of the beats in readable signal. */
  readonly beats: readonly number[]
  readonly intervals: readonly Interval[]
  /** Beats per minute; NaN without an interval. */
  readonly heartRate: number
  readonly variability: Variability
  /** In seconds, of those in readable signal. */
  readonly longestInterval: number
  readonly rates: { readonly stepSeconds: number; readonly values: readonly (number | null)[] }
  readonly judgement: RhythmJudgement
}

/** Analyses one lead that arrives in pieces. What is kept are the beats and twenty numbers a second. */
export class RhythmAnalyser {
  private readonly parameters: EcgParameters
  private readonly detector: QrsDetector

  /** @param samplingHertz 100 to 2000 */
  constructor(samplingHertz: number, table: WaveletTable, parameters: EcgParameters) {
    this.parameters = parameters
    this.detector = new QrsDetector(samplingHertz, table, parameters.detector)
  }

  /** @param samples millivolts; NaN where missing, ±Infinity where saturated */
  push(samples: Float32Array): void {
    this.detector.push(samples)
  }

  /** Call once, after the last sample. */
  finish(): RhythmFindings {
    const detection = this.detector.finish()
    const quality = signalQuality(detection, this.parameters.quality)
    const { durationSeconds } = detection
    const intervals = readableIntervals(detection.seconds, quality.unreadable)
    const inAll = intervals.reduce((sum, { seconds }) => sum + seconds, 0)
    return {
      durationSeconds,
      readableSeconds: durationSeconds * (1 - quality.noiseShare),
      quality,
      beats: readableBeats(detection, quality.unreadable),
      intervals,
      heartRate: (60 * intervals.length) / inAll,
      variability: variability(intervals),
      longestInterval: intervals.reduce((longest, { seconds }) => Math.max(longest, seconds), 0),
      rates: ratesOf(intervals, durationSeconds),
      judgement: judgeRhythm(
        screenWindows(intervals, this.parameters.screen),
        mayHidePause(quality.beatless),
      ),
    }
  }
}

function readableBeats({ seconds }: Detection, unreadable: readonly Stretch[]): number[] {
  let next = 0
  return seconds.filter((time) => {
    while (next < unreadable.length && (unreadable[next] as Stretch).to <= time) next++
    return next >= unreadable.length || (unreadable[next] as Stretch).from > time
  })
}

const rateSteps = [10, 30, 60, 120, 300]
const mostRates = 360

/** The rate by pieces: of the intervals that begin in each. */
function ratesOf(intervals: readonly Interval[], durationSeconds: number): RhythmFindings['rates'] {
  const stepSeconds = rateSteps.find((step) => durationSeconds / step <= mostRates) ?? 3600
  const counts = new Array<number>(Math.max(1, Math.ceil(durationSeconds / stepSeconds))).fill(0)
  const sums = counts.map(() => 0)
  for (const { at, seconds } of intervals) {
    const piece = Math.min(counts.length - 1, Math.floor(at / stepSeconds))
    counts[piece] = (counts[piece] as number) + 1
    sums[piece] = (sums[piece] as number) + seconds
  }
  return {
    stepSeconds,
    values: counts.map((count, piece) => (count === 0 ? null : (60 * count) / (sums[piece] as number))),
  }
}
